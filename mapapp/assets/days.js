/* A day that was typed into the dashboard counts at once: Streamlit takes it when something else has the focus, and
   neither Enter nor the button of the field's own calendar is that.  Tab and Enter at its end go on to what comes next. */
(function () {
  "use strict";
  var FIELD = '[data-testid="stDateInputField"]';
  var PART = '[role="spinbutton"]';
  var OTHERS = "input, button, textarea, [tabindex='0'], " + PART;

  /** What comes after a field on the page and can have the focus. */
  function next(field) {
    var page = field.closest("section, main") || field.ownerDocument.body;
    return Array.from(page.querySelectorAll(OTHERS)).find(function (other) {
      var after = field.compareDocumentPosition(other) & window.Node.DOCUMENT_POSITION_FOLLOWING;
      return after && !field.contains(other) && !other.disabled && other.tabIndex >= 0 && other.offsetParent;
    });
  }

  function typed(event) {
    var part = event.target;
    var field = part.closest && part.closest(FIELD);
    if (!field || part.getAttribute("role") !== "spinbutton" || event.shiftKey) {
      return;
    }
    var parts = field.querySelectorAll(PART);
    var other = event.key === "Enter" || (event.key === "Tab" && part === parts[parts.length - 1]) ? next(field) : null;
    if (other) {
      event.preventDefault();
      other.focus();
    }
  }

  try {
    window.parent.document.addEventListener("keydown", typed, true);
  } catch (error) {
    // The page is another server's: there the day counts as Streamlit has it.
  }
})();
