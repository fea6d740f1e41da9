/* The dashboard's side of the map: Streamlit's messages in, selections and views out.
   The map is built once; data comes by address, a filter change is a few bytes. */
(function () {
  "use strict";
  var MESSAGE = "streamlit:";
  var dataUrl = null;
  var wanted = null;
  var pending = null;
  var sent = "";

  function send(type, body) {
    window.parent.postMessage(Object.assign({ isStreamlitMessage: true, type: MESSAGE + type }, body), "*");
  }

  function layer() {
    return window.datelineMap && window.datelineMap.dateline;
  }

  function report(value) {
    var text = JSON.stringify(value);
    if (text !== sent) {
      sent = text;
      send("setComponentValue", { value: value, dataType: "json" });
    }
  }

  function applyArgs() {
    var dateline = layer();
    if (!dateline || !pending) {
      return;
    }
    var args = pending;
    if (args.dataUrl && args.dataUrl !== dataUrl) {
      dataUrl = args.dataUrl;
      fetch(dataUrl)
        .then(function (answer) {
          return answer.json();
        })
        .then(function (payload) {
          dateline.setData(payload, { fit: args.fit });
          dateline.setFilter(args.filter || {});
          if (args.selected) {
            dateline.select(args.selected);
          }
        })
        .catch(function (error) {
          dataUrl = null;
          report({ error: String(error) });
        });
      return;
    }
    dateline.setFilter(args.filter || {});
    if (args.selected !== wanted) {
      dateline.select(args.selected || null);
    }
    wanted = args.selected;
  }

  window.addEventListener("message", function (message) {
    if (message.source !== window.parent || !message.data || message.data.type !== MESSAGE + "render") {
      return;
    }
    pending = message.data.args;
    send("setFrameHeight", { height: pending.height || 560 });
    if (window.datelineMap) {
      window.datelineMap.invalidateSize();
    }
    applyArgs();
  });

  function start() {
    var dateline = layer();
    if (!dateline) {
      window.requestAnimationFrame(start);
      return;
    }
    dateline.on("select", function (eventId) {
      if (eventId !== wanted) {
        wanted = eventId;
        report({ selected: eventId });
      }
    });
    send("componentReady", { apiVersion: 1 });
  }
  start();
})();
