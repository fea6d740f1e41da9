/* The event layer: one canvas, clusters on the screen's own grid, and what lies under a finger. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});
  const FEW = 500;
  const NEAR = 30;
  const MERGE = 46;
  const EARTH = 40075016.7;

  /** Group by distance: even for few events, and the same wherever the map is panned to. */
  function groupFew(store, size, groupOf) {
    const groups = [];
    const half = size / 2;
    for (let i = 0; i < store.count; i++) {
      if (!store.visible[i]) {
        continue;
      }
      const x = store.x[i] * size, y = store.y[i] * size;
      let found = -1;
      for (let g = 0; g < groups.length && found < 0; g++) {
        let dx = Math.abs(groups[g].x - x);
        dx = dx > half ? size - dx : dx;
        found = Math.hypot(dx, groups[g].y - y) < NEAR ? g : -1;
      }
      if (found < 0) {
        found = groups.push(newGroup(groups.length, x, y, i, store)) - 1;
      }
      add(groups[found], i, store);
      groupOf[i] = found;
    }
    return groups;
  }

  function newGroup(id, x, y, first, store) {
    return { id, x, y, first, count: 0, place: store.location[first], mix: new Uint32Array(store.categories.length) };
  }

  function add(group, i, store) {
    group.count++;
    group.mix[store.category[i]]++;
    if (store.location[i] !== group.place) {
      group.place = -1;
    }
  }

  /** Group many events by the cells of a grid that is fixed to the world, then join close neighbours. */
  function groupMany(store, view, size, groupOf) {
    const cell = view.zoom >= 14 ? 32 : 64;
    const wide = view.width + 2 * cell >= size;
    const left = (wide ? Math.floor(view.left / cell) : Math.floor(view.left / cell) - 1) * cell;
    const top = (Math.floor(view.top / cell) - 1) * cell;
    const columns = wide ? Math.ceil(size / cell) : Math.ceil(view.width / cell) + 3;
    const rows = Math.ceil(view.height / cell) + 3;
    const kinds = store.categories.length;
    const at = { count: new Uint32Array(columns * rows), x: new Float64Array(columns * rows),
      y: new Float64Array(columns * rows), first: new Int32Array(columns * rows),
      place: new Int32Array(columns * rows), mix: new Uint32Array(columns * rows * kinds) };
    const { x, y, visible, category, location } = store;
    const right = Math.min(columns * cell, size), bottom = rows * cell;
    for (let i = 0, n = store.count; i < n; i++) {
      groupOf[i] = -1;
      if (!visible[i]) {
        continue;
      }
      let dx = x[i] * size - left;
      dx -= Math.floor(dx / size) * size;
      const dy = y[i] * size - top;
      if (dx >= right || dy < 0 || dy >= bottom) {
        continue;
      }
      const c = Math.floor(dy / cell) * columns + Math.floor(dx / cell);
      if (!at.count[c]++) {
        at.first[c] = i;
        at.place[c] = location[i];
      } else if (at.place[c] !== location[i]) {
        at.place[c] = -1;
      }
      at.x[c] += dx;
      at.y[c] += dy;
      at.mix[c * kinds + category[i]]++;
      groupOf[i] = c;
    }
    return joined(at, columns, kinds, left, top);
  }

  function joined(at, columns, kinds, left, top) {
    const used = [];
    for (let c = 0; c < at.count.length; c++) {
      if (at.count[c]) {
        used.push(c);
      }
    }
    used.sort((a, b) => at.count[b] - at.count[a] || a - b);
    const taken = new Uint8Array(at.count.length);
    const groups = [];
    for (const c of used) {
      if (taken[c]) {
        continue;
      }
      const n = at.count[c];
      const group = { id: c, cells: [c], count: n, first: at.first[c], place: at.place[c], x: at.x[c] / n,
        y: at.y[c] / n, mix: at.mix.slice(c * kinds, (c + 1) * kinds) };
      taken[c] = 1;
      for (const d of [-columns - 1, -columns, -columns + 1, -1, 1, columns - 1, columns, columns + 1]) {
        const o = c + d;
        if (at.count[o] && !taken[o] && Math.hypot(at.x[o] / at.count[o] - group.x, at.y[o] / at.count[o] - group.y) < MERGE) {
          absorb(group, o, at, kinds);
          taken[o] = 1;
        }
      }
      group.x += left;
      group.y += top;
      groups.push(group);
    }
    return groups;
  }

  function absorb(group, o, at, kinds) {
    const n = at.count[o], all = group.count + n;
    group.x = (group.x * group.count + at.x[o]) / all;
    group.y = (group.y * group.count + at.y[o]) / all;
    group.count = all;
    group.cells.push(o);
    if (at.place[o] !== group.place) {
      group.place = -1;
    }
    for (let k = 0; k < kinds; k++) {
      group.mix[k] += at.mix[o * kinds + k];
    }
  }

  D.EventCanvas = D.Canvas.extend({
    initialize: function (store) {
      D.Canvas.prototype.initialize.call(this, { pane: "dlEvents" });
      this.setStore(store);
      this.hovered = null;
      this.selected = -1;
      this.offset = 0;
    },

    setStore: function (store) {
      this.store = store;
      this.groupOf = new Int32Array(store.count);
      this.groups = [];
    },

    draw: function (context, view, paper) {
      const store = this.store;
      const size = 256 * Math.pow(2, view.zoom);
      this.groups = store.shown <= FEW ? groupFew(store, size, this.groupOf) : groupMany(store, view, size, this.groupOf);
      this._few = store.shown <= FEW;
      this.drawn = [];
      const theme = paper || D.theme(this._map);
      // Of the copies of the world the one in the middle of what the controls leave free: no event is drawn twice.
      const west = view.left + (view.width - size) / 2 + (paper ? 0 : this.offset);
      for (const group of this.groups) {
        const x = group.x - Math.floor((group.x - west) / size) * size - view.left, y = group.y - view.top;
        if (x > -60 && x < view.width + 60 && y > -60 && y < view.height + 60) {
          this.drawn.push({ group, x, y });
        }
      }
      this.drawn.sort((a, b) => a.group.count - b.group.count); // the larger cover the smaller
      this._areas(context, view, size, theme);
      const chosen = this.selected >= 0 ? this.groupOf[this.selected] : -2;
      for (const mark of this.drawn) {
        this._mark(context, mark, theme, this._holds(mark.group, chosen));
      }
    },

    _holds: function (group, id) {
      return this.selected >= 0 && this.store.visible[this.selected] &&
        (group.cells ? group.cells.indexOf(id) >= 0 : group.id === id);
    },

    _mark: function (context, mark, theme, chosen) {
      const store = this.store;
      const group = mark.group;
      const lit = chosen || this.hovered === group.id;
      mark.radius = group.count === 1 ? D.marks.SIZE : 12 + 3 * Math.log10(group.count);
      if (lit) {
        D.marks.halo(context, mark.x, mark.y, mark.radius + 6, theme);
      }
      if (group.count === 1) {
        const i = group.first;
        const precision = store.places.precision[store.location[i]];
        D.marks.symbol(context, store.categories[store.category[i]], mark.x, mark.y, D.marks.SIZE, theme, {
          alpha: 0.35 + 0.65 * (store.confidence_overall[i] / 100), hollow: precision >= 3 });
      } else {
        D.marks.cluster(context, mark.x, mark.y, mark.radius, group.count, group.mix, store.categories, theme);
      }
    },

    /** Rings and hatched discs of the events that stand alone, and of the chosen one in any case. */
    _areas: function (context, view, size, theme) {
      const shown = this.drawn.filter((mark) => mark.group.count === 1).map((mark) => [mark.group.first, mark.x, mark.y]);
      for (const [i, x, y] of shown) {
        this._area(context, i, x, y, view, size, theme, i === this.selected || this.hovered === this.groupOf[i]);
      }
      const i = this.selected;
      if (i >= 0 && this.store.visible[i] && !shown.some((one) => one[0] === i)) {
        let x = this.store.x[i] * size - view.left;
        x -= Math.floor((x + size / 2 - view.width / 2) / size) * size;
        this._area(context, i, x, this.store.y[i] * size - view.top, view, size, theme, true);
      }
    },

    _area: function (context, i, x, y, view, size, theme, strong) {
      const places = this.store.places;
      const at = this.store.location[i];
      if (places.precision[at] < 2) {
        return;
      }
      const lat = places.lat[at] / D.DEGREE_STEPS;
      const metres = (EARTH * Math.max(0.05, Math.cos((lat * Math.PI) / 180))) / size;
      const radius = Math.max(15, (places.radius[at] * 100) / metres);
      const category = this.store.categories[this.store.category[i]];
      D.marks.area(context, category, x, y, radius, theme, places.precision[at] >= 3, strong);
    },

    /** Mark the group that holds an event as pointed at; -1 for none. */
    light: function (i) {
      const mark = i < 0 || !this.store.visible[i] ? null : (this.drawn || []).find((one) =>
        one.group.cells ? one.group.cells.indexOf(this.groupOf[i]) >= 0 : one.group.id === this.groupOf[i]);
      const id = mark ? mark.group.id : null;
      if (id !== this.hovered) {
        this.hovered = id;
        this.redraw();
      }
    },

    /** The mark under a point of the map's container, or null; touch gets the larger reach. */
    hit: function (point, reach) {
      const origin = this._map.containerPointToLayerPoint(point).subtract(this._bounds.min);
      let best = null;
      let least = Infinity;
      for (const mark of this.drawn || []) {
        const away = Math.hypot(mark.x - origin.x, mark.y - origin.y);
        if (away <= Math.max(mark.radius + 3, reach) && away - mark.radius < least) {
          least = away - mark.radius;
          best = mark;
        }
      }
      return best;
    },

    /** The events of a group, newest first. */
    members: function (group) {
      const ids = new Set(group.cells || [group.id]);
      return Array.from(this.store.list()).filter((i) => ids.has(this.groupOf[i]));
    },
  });
})();
