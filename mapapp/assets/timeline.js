/* When it happened: a histogram with a brush that has two handles, play and step. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});
  const el = D.el;
  const STEPS = { day: 1, week: 7, month: 30 };
  const PACE = 650;

  class Timeline {
    constructor(view) {
      this.view = view;
      this.canvas = el("canvas", { class: "dl-bars", "aria-hidden": "true" });
      this.first = this._handle("from", 0);
      this.last = this._handle("until", 1);
      this.brush = el("div", { class: "dl-brush" });
      this.track = el("div", { class: "dl-track", onpointerdown: (event) => this._grab(event) }, this.canvas, this.brush, this.first, this.last);
      this.text = el("span", { class: "dl-dates", dir: D.words.direction });
      this.undated = el("span", { class: "dl-note" });
      this.playButton = el("button", { type: "button", class: "dl-round", "aria-label": D.words.play, onclick: () => this.play(!this.timer) });
      this.step = el("select", { "aria-label": D.words.step }, ...Object.keys(STEPS).map((name) => el("option", { value: name, text: D.words[name] })));
      const button = (key, sign, move) => el("button", { type: "button", class: "dl-round", "aria-label": D.words[key], text: sign, onclick: move });
      this.node = el("section", { class: "dl-time", "aria-label": D.words.from + " – " + D.words.until },
        el("div", { class: "dl-timebar" }, this.text, this.undated, el("span", { class: "dl-gap" }),
          button("step_back", "‹", () => this.shift(-1)), this.playButton, button("step_on", "›", () => this.shift(1)), this.step),
        this.track);
      if (window.ResizeObserver) {
        new ResizeObserver(() => this.update()).observe(this.track);
      }
      this._playing(false);
      this.rebuild();
    }

    _handle(key, end) {
      return el("div", { class: "dl-handle", role: "slider", tabindex: "0", "aria-label": D.words[key],
        onkeydown: (event) => this._key(event, end) });
    }

    rebuild() {
      this.play(false);
      const span = this.view.store.span;
      this.node.hidden = !span || span[0] === span[1];
      if (span) {
        this.step.value = span[1] - span[0] > 400 ? "month" : span[1] - span[0] > 60 ? "week" : "day";
      }
      this.update();
    }

    /** The chosen days, first and last. */
    get range() {
      const { span, filter } = this.view.store;
      const since = D.days.of(filter.since), until = D.days.of(filter.until);
      return [since === null ? span[0] : Math.max(span[0], Math.min(span[1], since)),
        until === null ? span[1] : Math.max(span[0], Math.min(span[1], until))];
    }

    choose(from, to) {
      const [first, last] = this.view.store.span;
      const all = from <= first && to >= last;
      this.view.setFilter({ since: all ? null : D.days.iso(from), until: all ? null : D.days.iso(to) });
    }

    _grab(event) {
      const box = this.track.getBoundingClientRect();
      const [first, last] = this.view.store.span;
      const dayAt = (x) => first + Math.max(0, Math.min(1, (x - box.left) / box.width)) * (last + 1 - first);
      const [from, to] = this.range;
      const at = dayAt(event.clientX);
      const reach = (14 / box.width) * (last + 1 - first);
      const narrowed = from > first || to < last;
      const nearFirst = Math.abs(at - from), nearLast = Math.abs(at - to - 1);
      const kind = Math.min(nearFirst, nearLast) < reach ? (nearFirst <= nearLast ? "first" : "last")
        : narrowed && at > from && at < to + 1 ? "move" : "new";
      const move = (now) => this._drag(kind, Math.floor(at), dayAt(now.clientX), from, to);
      const done = () => {
        this.track.removeEventListener("pointermove", move);
        this.track.removeEventListener("pointerup", done);
        this.track.removeEventListener("pointercancel", done);
      };
      event.preventDefault();
      this.play(false);
      this.track.setPointerCapture(event.pointerId);
      this.track.addEventListener("pointermove", move);
      this.track.addEventListener("pointerup", done);
      this.track.addEventListener("pointercancel", done);
    }

    _drag(kind, start, at, from, to) {
      const [first, last] = this.view.store.span;
      const day = Math.max(first, Math.min(last, Math.floor(at)));
      if (kind === "first") {
        this.choose(Math.min(day, to), to);
      } else if (kind === "last") {
        this.choose(from, Math.max(from, day));
      } else if (kind === "new") {
        this.choose(Math.min(start, day), Math.max(start, day));
      } else {
        const by = Math.max(first - from, Math.min(last - to, day - start));
        this.choose(from + by, to + by);
      }
    }

    _key(event, end) {
      const [first, last] = this.view.store.span;
      const size = STEPS[this.step.value];
      const moves = { ArrowLeft: -size, ArrowDown: -size, ArrowRight: size, ArrowUp: size, PageDown: -size * 5, PageUp: size * 5,
        Home: -1e6, End: 1e6 };
      if (event.key in moves) {
        const range = this.range;
        range[end] = Math.max(end ? range[0] : first, Math.min(end ? last : range[1], range[end] + moves[event.key]));
        this.choose(range[0], range[1]);
        event.preventDefault();
        event.stopPropagation();
      }
    }

    /** Move the chosen days on or back by a step; from the whole span, begin with its first step. */
    shift(direction) {
      const [first, last] = this.view.store.span;
      const size = STEPS[this.step.value];
      let [from, to] = this.range;
      if (from === first && to === last) {
        from = direction > 0 ? first : Math.max(first, last - size + 1);
        to = Math.min(last, from + size - 1);
      } else {
        const width = to - from;
        from = Math.max(first, Math.min(last, from + direction * size));
        to = Math.min(last, from + width);
      }
      this.choose(from, to);
      return to < last;
    }

    play(on) {
      clearInterval(this.timer);
      this.timer = 0;
      if (on) {
        const [, last] = this.view.store.span;
        if (this.range[1] === last) {
          this.view.setFilter({ since: null, until: null });
        }
        const tick = () => { if (!this.shift(1)) { this.play(false); } };
        tick();
        this.timer = setInterval(tick, PACE);
      }
      this._playing(on);
    }

    _playing(on) {
      this.playButton.textContent = on ? "❚❚" : "▶";
      this.playButton.setAttribute("aria-label", on ? D.words.pause : D.words.play);
    }

    update() {
      const store = this.view.store;
      if (!store.span) {
        return;
      }
      const [first, last] = store.span;
      const [from, to] = this.range;
      const days = last + 1 - first;
      const left = ((from - first) / days) * 100, right = ((to + 1 - first) / days) * 100;
      this.first.style.left = this.brush.style.left = left + "%";
      this.last.style.left = right + "%";
      this.brush.style.width = right - left + "%";
      this._describe(this.first, from, first, last);
      this._describe(this.last, to, first, last);
      const words = [from, to].map((day) => this._short(day));
      this.text.textContent = words[0] === words[1] ? words[0] : words.join(" – ");
      this.undated.textContent = store.undated ? D.say("undated", { n: store.undated }) : "";
      this._paint(store.histogram, first, days, from, to);
    }

    _short(day) {
      const parts = { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" };
      return (this._format = this._format || new Intl.DateTimeFormat(D.lang, parts)).format(new Date(day * 86400000));
    }

    _describe(handle, day, first, last) {
      handle.setAttribute("aria-valuemin", first);
      handle.setAttribute("aria-valuemax", last);
      handle.setAttribute("aria-valuenow", day);
      handle.setAttribute("aria-valuetext", this._short(day));
    }

    _paint(histogram, first, days, from, to) {
      const ratio = D.ratio();
      const width = this.track.clientWidth, height = this.track.clientHeight;
      if (!width) {
        return;
      }
      if (this.canvas.width !== Math.round(width * ratio)) {
        this.canvas.width = Math.round(width * ratio);
        this.canvas.height = Math.round(height * ratio);
      }
      const context = this.canvas.getContext("2d");
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      const style = getComputedStyle(this.node);
      const most = histogram.bars.reduce((a, b) => Math.max(a, b), 1);
      const scale = width / days;
      histogram.bars.forEach((count, k) => {
        const day = first + k * histogram.step;
        const tall = count ? Math.max(2, (height - 4) * Math.sqrt(count / most)) : 0;
        const inside = day + histogram.step > from && day <= to;
        context.fillStyle = style.getPropertyValue(inside ? "--dl-bar" : "--dl-bar-off");
        context.fillRect((day - first) * scale + 0.5, height - tall, Math.max(1, histogram.step * scale - 1), tall);
      });
    }
  }

  D.Timeline = Timeline;
})();
