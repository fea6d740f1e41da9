/* Picture tiles that the page itself holds; what they do not cover shows the basemap below. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});

  D.addTiles = function (map, data) {
    const found = new Map(data.names.map((name, i) => [name, data.tiles[i]]));
    const Held = L.GridLayer.extend({
      createTile: (at, done) => {
        const picture = found.get(at.z + "/" + at.x + "/" + at.y);
        const tile = document.createElement(picture ? "img" : "span");
        if (picture) {
          tile.alt = "";
          tile.onload = () => done(null, tile);
          tile.onerror = () => done(null, tile);
          tile.src = "data:" + data.mime + ";base64," + picture;
        } else {
          setTimeout(() => done(null, tile), 0);
        }
        return tile;
      },
    });
    const attribution = D.el("span", { text: data.attribution }).innerHTML;
    return new Held({ attribution, minNativeZoom: data.min_zoom, maxNativeZoom: data.max_zoom, maxZoom: 19, noWrap: false })
      .addTo(map);
  };
})();
