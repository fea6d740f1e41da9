/* The dashboard's map of an archive: cells with their counts, drawn as the clusters of the event layer are.
   Streamlit's messages in (cells), the view and the cell that was clicked out. */
(function () {
  "use strict";
  const D = window.Dateline;
  const MESSAGE = "streamlit:";
  const PAUSE = 200; // milliseconds that a view must rest before its cells are asked for
  let cells = [], categories = [], marks = [], timer = 0, sent = "";
  const state = { view: null, cell: null };

  function send(type, body) {
    window.parent.postMessage(Object.assign({ isStreamlitMessage: true, type: MESSAGE + type }, body), "*");
  }

  function tell(changes) {
    const text = JSON.stringify(Object.assign(state, changes));
    if (text !== sent) {
      sent = text;
      send("setComponentValue", { value: JSON.parse(text), dataType: "json" });
    }
  }

  function viewOf(map) {
    const bounds = map.getBounds();
    return { west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth(),
      zoom: map.getZoom() };
  }

  const CellLayer = L.Layer.extend({
    onAdd(map) {
      this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", map.getPane("dlEvents"));
      map.on("moveend zoomend resize", this.draw, this);
    },

    draw() {
      const map = this._map, size = map.getSize(), ratio = D.ratio(), theme = D.theme(map);
      const canvas = this._canvas, context = canvas.getContext("2d");
      canvas.width = size.x * ratio;
      canvas.height = size.y * ratio;
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
      context.scale(ratio, ratio);
      marks = [];
      const turn = map.getCenter().lng;
      for (const cell of cells) {
        // Of the copies of the world, the one that is nearest to the middle.
        const lon = cell.lon + 360 * Math.round((turn - cell.lon) / 360);
        const at = map.latLngToContainerPoint([cell.lat, lon]);
        const count = cell.counts.reduce((sum, one) => sum + one, 0);
        const radius = 11 + 3.2 * Math.log10(count);
        marks.push({ x: at.x, y: at.y, radius, cell });
        D.marks.cluster(context, at.x, at.y, radius, count, cell.counts, categories, theme);
      }
    },

    /** Return the cell under a point of the map's box. */
    at(point) {
      const hit = marks.filter((mark) => Math.hypot(mark.x - point.x, mark.y - point.y) <= mark.radius + 2);
      return hit.length ? hit[hit.length - 1].cell : null;
    },
  });

  function start() {
    const map = window.datelineMap;
    if (!map || !map.dateline) {
      window.requestAnimationFrame(start);
      return;
    }
    const layer = new CellLayer().addTo(map);
    map.on("moveend", () => {
      clearTimeout(timer);
      timer = setTimeout(() => tell({ view: viewOf(map) }), PAUSE);
    });
    map.on("click", (event) => {
      const cell = layer.at(event.containerPoint);
      tell({ cell: cell ? cell.box : null });
    });
    map.on("mousemove", (event) => {
      map.getContainer().style.cursor = layer.at(event.containerPoint) ? "pointer" : "";
    });
    window.addEventListener("message", (message) => {
      if (message.source !== window.parent || !message.data || message.data.type !== MESSAGE + "render") {
        return;
      }
      const args = message.data.args;
      cells = args.cells || [];
      categories = args.categories || [];
      send("setFrameHeight", { height: args.height || 560 });
      map.invalidateSize();
      layer.draw();
    });
    send("componentReady", { apiVersion: 1 });
  }
  start();
})();
