/* An article with its places and events marked; a click or Enter on a mark tells the dashboard which. */
(function () {
  "use strict";
  var MESSAGE = "streamlit:";
  var drawn = "";

  function send(type, body) {
    window.parent.postMessage(Object.assign({ isStreamlitMessage: true, type: MESSAGE + type }, body), "*");
  }

  function choose(piece) {
    send("setComponentValue", { value: { event: piece.event, mention: piece.mention, at: Date.now() }, dataType: "json" });
  }

  function node(piece, selected) {
    if (!piece.classes.length) {
      return document.createTextNode(piece.text.replace(/\n(?:[ \t]*\n){2,}/g, "\n\n"));
    }
    var mark = document.createElement("span");
    mark.textContent = piece.text;
    mark.className = "r " + piece.classes.map(function (name) { return "r-" + name; }).join(" ");
    mark.classList.toggle("r-selected", piece.event !== null && piece.event === selected);
    mark.title = piece.label;
    mark.tabIndex = 0;
    mark.setAttribute("role", "button");
    mark.addEventListener("click", function () { choose(piece); });
    mark.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        choose(piece);
      }
    });
    return mark;
  }

  function draw(args) {
    var key = JSON.stringify(args);
    if (key !== drawn) {
      drawn = key;
      var box = document.getElementById("text");
      box.replaceChildren.apply(box, args.pieces.map(function (piece) { return node(piece, args.selected); }));
      var first = box.querySelector(".r-asked") || box.querySelector(".r-selected");
      if (first) {
        box.scrollTop = first.offsetTop - box.clientHeight / 3; // the page around it stays where it is
      }
    }
    send("setFrameHeight", { height: args.height });
  }

  window.addEventListener("message", function (message) {
    if (message.source === window.parent && message.data && message.data.type === MESSAGE + "render") {
      draw(message.data.args);
    }
  });
  send("componentReady", { apiVersion: 1 });
})();
