/* The marks on the map: nine shapes, rings and hatches for precision, rings of colour for clusters. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});
  const TURN = Math.PI * 2;
  const SIZE = 8;

  function polygon(context, corners, radius, turn) {
    for (let i = 0; i < corners; i++) {
      const angle = turn + (i * TURN) / corners;
      context.lineTo(Math.cos(angle) * radius, Math.sin(angle) * radius);
    }
    context.closePath();
  }

  function bars(context, arm, half) {
    const steps = [[-half, -arm], [half, -arm], [half, -half], [arm, -half], [arm, half], [half, half], [half, arm],
      [-half, arm], [-half, half], [-arm, half], [-arm, -half], [-half, -half]];
    steps.forEach(([x, y]) => context.lineTo(x, y));
    context.closePath();
  }

  /* Each draws about the origin, with about the same area as a circle of radius 1. */
  const SHAPES = {
    circle: (c, r) => c.arc(0, 0, r, 0, TURN),
    square: (c, r) => c.rect(-r * 0.9, -r * 0.9, r * 1.8, r * 1.8),
    diamond: (c, r) => polygon(c, 4, r * 1.26, 0),
    pentagon: (c, r) => polygon(c, 5, r * 1.14, -TURN / 4),
    triangle: (c, r) => { c.translate(0, r * 0.22); polygon(c, 3, r * 1.36, -TURN / 4); },
    wedge: (c, r) => { c.translate(0, -r * 0.22); polygon(c, 3, r * 1.36, TURN / 4); },
    plus: (c, r) => bars(c, r * 1.12, r * 0.42),
    cross: (c, r) => { c.rotate(TURN / 8); bars(c, r * 1.16, r * 0.42); },
    star: (c, r) => {
      for (let i = 0; i < 10; i++) {
        const radius = i % 2 ? r * 0.62 : r * 1.36;
        const angle = -TURN / 4 + (i * TURN) / 10;
        c.lineTo(Math.cos(angle) * radius, Math.sin(angle) * radius);
      }
      c.closePath();
    },
  };

  function inkOf(theme) {
    return theme === "dark" ? { edge: "#10151c", disc: "#1b222c", text: "#eef2f6", focus: "#ffd75e" }
      : { edge: "#ffffff", disc: "#ffffff", text: "#22262e", focus: "#1d4ed8" };
  }

  function symbol(context, category, x, y, radius, theme, options) {
    const ink = inkOf(theme);
    context.save();
    context.translate(x, y);
    context.beginPath();
    SHAPES[category.shape](context, radius);
    context.lineJoin = "round";
    context.lineWidth = 3.2;
    context.strokeStyle = ink.edge;
    context.stroke();
    context.globalAlpha = options.alpha;
    context.fillStyle = options.hollow ? ink.disc : category[theme];
    context.fill();
    if (options.hollow) {
      context.lineWidth = 2;
      context.strokeStyle = category[theme];
      context.stroke();
    }
    context.restore();
  }

  function halo(context, x, y, radius, theme) {
    context.beginPath();
    context.arc(x, y, radius, 0, TURN);
    context.lineWidth = 3;
    context.strokeStyle = inkOf(theme).focus;
    context.stroke();
  }

  /** A ring for "near", a hatched disc for "somewhere in", about a point. */
  function area(context, category, x, y, radius, theme, hatched, strong) {
    const colour = category[theme];
    context.save();
    context.beginPath();
    context.arc(x, y, radius, 0, TURN);
    context.globalAlpha = strong ? 0.16 : 0.07;
    context.fillStyle = colour;
    context.fill();
    context.globalAlpha = strong ? 0.95 : 0.55;
    context.lineWidth = strong ? 2 : 1.3;
    context.strokeStyle = colour;
    context.setLineDash(hatched ? [6, 5] : []);
    context.stroke();
    if (hatched) {
      hatch(context, x, y, radius, colour, strong);
    }
    context.restore();
  }

  function hatch(context, x, y, radius, colour, strong) {
    context.clip();
    context.setLineDash([]);
    context.globalAlpha = strong ? 0.3 : 0.16;
    context.lineWidth = 1;
    context.beginPath();
    const gap = Math.max(8, radius / 14);
    for (let at = -radius * 2; at <= radius * 2; at += gap) {
      context.moveTo(x + at - radius, y + radius);
      context.lineTo(x + at + radius, y - radius);
    }
    context.stroke();
  }

  /** A disc with its count, in a ring that shows which categories it holds. */
  function cluster(context, x, y, radius, count, mix, categories, theme) {
    const ink = inkOf(theme);
    context.beginPath();
    context.arc(x, y, radius + 1.5, 0, TURN);
    context.fillStyle = ink.disc;
    context.shadowColor = "rgba(20, 28, 40, 0.28)";
    context.shadowBlur = 6;
    context.shadowOffsetY = 1;
    context.fill();
    context.shadowColor = "transparent";
    let from = -TURN / 4;
    context.lineWidth = 4;
    for (let i = 0; i < categories.length; i++) {
      if (mix[i]) {
        const to = from + (TURN * mix[i]) / count;
        context.beginPath();
        context.arc(x, y, radius - 2, from, to);
        context.strokeStyle = categories[i][theme];
        context.stroke();
        from = to;
      }
    }
    context.fillStyle = ink.text;
    context.font = "600 " + (radius > 20 ? 13 : 12) + "px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(short(count), x, y + 0.5);
  }

  function short(count) {
    return count < 1000 ? String(count) : count < 10000 ? (count / 1000).toFixed(1) + "k" : Math.round(count / 1000) + "k";
  }

  /** A small canvas with a category's symbol, for legends and lists. */
  function icon(category, theme, options) {
    const canvas = document.createElement("canvas");
    const ratio = D.ratio();
    canvas.width = canvas.height = 22 * ratio;
    canvas.className = "dl-icon";
    canvas.setAttribute("aria-hidden", "true");
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    symbol(context, category, 11, 11, 6.5, theme, Object.assign({ alpha: 1 }, options));
    return canvas;
  }

  D.marks = { symbol, halo, area, cluster, icon, SIZE, inkOf };
})();
