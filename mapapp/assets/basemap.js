/* The embedded basemap: land, water, borders and names, drawn from one small table of lines. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});
  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const DIGIT = new Int8Array(128);
  for (let i = 0; i < ALPHABET.length; i++) {
    DIGIT[ALPHABET.charCodeAt(i)] = i;
  }
  const THEMES = {
    light: { sea: "#d5e1e8", land: "#f6f4ef", coast: "#a9bac4", lake: "#d5e1e8", river: "#c3d5df", border: "#b3a9b6",
      division: "#ddd7dd", country: "#857d8c", city: "#5d5a66", halo: "#f6f4ef" },
    dark: { sea: "#141a22", land: "#232a34", coast: "#3a4653", lake: "#141a22", river: "#1a222c", border: "#586273",
      division: "#343d4a", country: "#8c96a5", city: "#a9b2bf", halo: "#1b212a" },
  };

  /** Read a packed layer into world coordinates (0 to 1) with a box for each line. */
  function unpack(layer) {
    const scale = 1 / Math.pow(2, layer.bits);
    return layer.lines.map((text) => {
      const flat = [];
      const last = [0, 0];
      let axis = 0, value = 0, shift = 0;
      for (let i = 0; i < text.length; i++) {
        const digit = DIGIT[text.charCodeAt(i)];
        value |= (digit & 31) << shift;
        if (digit & 32) {
          shift += 5;
          continue;
        }
        last[axis] += (value >>> 1) ^ -(value & 1);
        flat.push(last[axis] * scale);
        axis ^= 1;
        value = shift = 0;
      }
      return boxed(Float32Array.from(flat));
    });
  }

  function boxed(points) {
    let x0 = 2, y0 = 2, x1 = -1, y1 = -1;
    for (let i = 0; i < points.length; i += 2) {
      x0 = Math.min(x0, points[i]);
      x1 = Math.max(x1, points[i]);
      y0 = Math.min(y0, points[i + 1]);
      y1 = Math.max(y1, points[i + 1]);
    }
    return { points, x0, y0, x1, y1 };
  }

  /** Lines of the square's own edge are no coast: the seam at ±180° and the cut at 85°. */
  function onEdge(points, i) {
    const same = (a, b, edge) => Math.abs(a - edge) < 1e-6 && Math.abs(b - edge) < 1e-6;
    return same(points[i - 2], points[i], 0) || same(points[i - 2], points[i], 1) ||
      same(points[i - 1], points[i + 1], 1);
  }

  class Basemap {
    constructor(data) {
      this.layers = {};
      for (const name of ["land", "lakes", "rivers", "borders", "disputed", "divisions"]) {
        this.layers[name] = unpack(data[name]);
      }
      const scale = 1 / Math.pow(2, data.label_bits);
      this.countries = data.countries.map((row) => ({ name: row[0], x: row[1] * scale, y: row[2] * scale, zoom: row[3] }));
      this.cities = data.cities.map((row) => ({ name: row[0], x: row[1] * scale, y: row[2] * scale, rank: row[3],
        capital: row[4] === 1 })).sort((a, b) => b.capital - a.capital || b.rank - a.rank);
    }

    /** Draw all but the names; `left`, `top` are world pixels at `zoom` of the canvas's corner. */
    paint(context, left, top, width, height, zoom, theme) {
      const colour = THEMES[theme];
      const size = 256 * Math.pow(2, zoom);
      context.fillStyle = colour.sea;
      context.fillRect(0, 0, width, height);
      const view = { left, top, width, height, size };
      for (let copy = Math.floor(left / size); copy * size < left + width; copy++) {
        view.shift = copy * size - left;
        this._trace(context, this.layers.land, view, true);
        context.fillStyle = colour.land;
        context.fill("evenodd");
        this._lines(context, "rivers", view, colour.river, zoom < 3 ? 0 : Math.min(1.6, 0.4 + zoom / 8));
        this._trace(context, this.layers.lakes, view, true);
        context.fillStyle = colour.lake;
        context.fill("evenodd");
        this._lines(context, "divisions", view, colour.division, zoom >= 4.5 ? 0.9 : 0);
        this._lines(context, "borders", view, colour.border, zoom < 4 ? 0.7 : 1.1);
        context.setLineDash([3, 3]);
        this._lines(context, "disputed", view, colour.border, zoom < 4 ? 0.7 : 1.1);
        context.setLineDash([]);
        this._lines(context, "land", view, colour.coast, 0.8);
      }
    }

    _lines(context, name, view, colour, width) {
      if (width) {
        this._trace(context, this.layers[name], view, false);
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.lineJoin = "round";
        context.stroke();
      }
    }

    /** Put lines into the path, without points that would fall on the one before. */
    _trace(context, lines, view, fill) {
      const { shift, top, width, height, size } = view;
      context.beginPath();
      for (const line of lines) {
        if (line.x1 * size + shift < -4 || line.x0 * size + shift > width + 4 || line.y1 * size - top < -4 ||
            line.y0 * size - top > height + 4 || (line.x1 - line.x0 + line.y1 - line.y0) * size < 1) {
          continue;
        }
        const points = line.points;
        let px = points[0] * size + shift, py = points[1] * size - top;
        context.moveTo(px, py);
        for (let i = 2; i < points.length; i += 2) {
          const x = points[i] * size + shift, y = points[i + 1] * size - top;
          if (!fill && onEdge(points, i)) {
            context.moveTo((px = x), (py = y));
          } else if (Math.abs(x - px) + Math.abs(y - py) > 0.8 || i === points.length - 2) {
            context.lineTo((px = x), (py = y));
          }
        }
      }
    }

    /** Draw names that fit, the most important first. */
    label(context, left, top, width, height, zoom, theme) {
      const colour = THEMES[theme];
      const size = 256 * Math.pow(2, zoom);
      const taken = [];
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      const each = (items, draw) => {
        for (let copy = Math.floor(left / size); copy * size < left + width; copy++) {
          for (const item of items) {
            const x = item.x * size + copy * size - left, y = item.y * size - top;
            if (x > -60 && x < width + 60 && y > -20 && y < height + 20) {
              draw(item, x, y);
            }
          }
        }
      };
      if (zoom >= 2 && zoom < 7.5) {
        each(this.countries.filter((country) => country.zoom <= zoom + 0.3), (country, x, y) => {
          const text = zoom < 5 ? country.name : country.name.toUpperCase();
          this._text(context, taken, text, x, y, zoom < 5 ? 11 : 12, colour.country, colour.halo, zoom < 5 ? 0 : 1.5);
        });
      }
      const least = Math.max(0, Math.ceil(10.4 - zoom * 1.15));
      if (zoom >= 3.5) {
        each(this.cities.filter((city) => city.rank >= least || (city.capital && zoom >= 4.5)), (city, x, y) => {
          const put = this._text(context, taken, city.name, x, y - 9, zoom > 7 ? 12 : 11, colour.city, colour.halo, 0);
          if (put) {
            context.beginPath();
            context.arc(x, y, city.capital ? 2.2 : 1.6, 0, 7);
            context.fillStyle = colour.city;
            context.fill();
          }
        });
      }
    }

    _text(context, taken, text, x, y, size, fill, halo, spacing) {
      context.font = "500 " + size + "px system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
      if ("letterSpacing" in context) {
        context.letterSpacing = spacing + "px";
      }
      const half = context.measureText(text).width / 2 + 3;
      const box = [x - half, y - size * 0.8, x + half, y + size * 0.8 + 6];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) {
        return false;
      }
      taken.push(box);
      context.strokeStyle = halo;
      context.lineWidth = 3;
      context.strokeText(text, x, y);
      context.fillStyle = fill;
      context.fillText(text, x, y);
      return true;
    }
  }

  const Tiles = L.GridLayer.extend({
    createTile: function (coords) {
      const tile = document.createElement("canvas");
      const size = this.getTileSize();
      const ratio = D.ratio();
      tile.width = size.x * ratio;
      tile.height = size.y * ratio;
      const context = tile.getContext("2d");
      context.scale(ratio, ratio);
      this.basemap.paint(context, coords.x * size.x, coords.y * size.y, size.x, size.y, coords.z, D.theme(this._map));
      return tile;
    },
  });

  /** A canvas over the view, redrawn when it moves; also the ground of the event layer. */
  D.Canvas = L.Renderer.extend({
    options: { padding: 0.15 },
    initialize: function (options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._layers = {};
    },
    _initContainer: function () {
      this._container = L.DomUtil.create("canvas", "dl-canvas");
      this._container.setAttribute("aria-hidden", "true");
      this.context = this._container.getContext("2d");
    },
    _destroyContainer: function () {
      L.DomUtil.remove(this._container);
      delete this._container;
    },
    _updatePaths: function () {},
    _update: function () {
      if (this._map._animatingZoom && this._bounds) {
        return;
      }
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = D.ratio();
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = size.x * ratio;
      this._container.height = size.y * ratio;
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      this.redraw();
    },
    /** World pixels of the canvas's corner, its size, and the zoom. */
    view: function () {
      const corner = this._map.getPixelOrigin().add(this._bounds.min);
      const size = this._bounds.getSize();
      return { left: corner.x, top: corner.y, width: size.x, height: size.y, zoom: this._map.getZoom() };
    },
    redraw: function () {
      if (!this._map || !this._bounds) {
        return;
      }
      const ratio = D.ratio();
      this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const view = this.view();
      this.context.clearRect(0, 0, view.width, view.height);
      this.draw(this.context, view);
    },
  });

  const Names = D.Canvas.extend({
    draw: function (context, view) {
      this.basemap.label(context, view.left, view.top, view.width, view.height, view.zoom, D.theme(this._map));
    },
  });

  D.ratio = () => Math.min(3, Math.max(1, window.devicePixelRatio || 1));

  /** Whether this map is drawn light or dark: its own wish, else the reader's system. */
  D.theme = function (map) {
    const wish = map && map.datelineTheme;
    if (wish === "light" || wish === "dark") {
      return wish;
    }
    return window.matchMedia && window.matchMedia("(prefers-color-scheme: dark)").matches &&
      !window.matchMedia("print").matches ? "dark" : "light";
  };

  /** Lay the embedded basemap under everything else on a map. */
  D.addBasemap = function (map, data) {
    const basemap = new Basemap(data);
    for (const [name, level] of [["dlGround", 150], ["dlNames", 160]]) {
      const pane = map.createPane(name);
      pane.style.zIndex = level;
      pane.style.pointerEvents = "none";
    }
    const tiles = new Tiles({ pane: "dlGround", tileSize: 512, minZoom: 0, maxZoom: 22, keepBuffer: 1 });
    const names = new Names({ pane: "dlNames" });
    tiles.basemap = names.basemap = basemap;
    tiles.addTo(map);
    names.addTo(map);
    if (map.attributionControl) {
      map.attributionControl.addAttribution('<a href="https://www.naturalearthdata.com/">Natural Earth</a>');
      map.attributionControl.addAttribution(
        '<a href="https://www.geonames.org/">GeoNames</a> <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>');
    }
    map.datelineBasemap = { basemap, redraw: () => { tiles.redraw(); names.redraw(); } };
    return map.datelineBasemap;
  };
})();
