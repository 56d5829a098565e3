// What pages do better with a script; without one they are links and forms that work. Modules
// listen on the document, so that what changes on a page needs no wiring, and keep what they show
// in attributes that start with `data-ui-`, which a change of the page leaves alone.

import "./saving.js";
import "./held.js";
import "./acting.js";
import "./live.js";
import "./dialog.js";
import "./keys.js";
import "./moving.js";
import "./filters.js";
import "./selecting.js";
import "./merging.js";
import "./splitting.js";
import "./menus.js";
import "./adding.js";
import "./remembering.js";
import "./scenes-picker.js";
import "./uploading.js";
import "./telling.js";
import "./carousel.js";
import "./blur.js";
import "./viewer.js";
import "./zoom.js";
import "./compare.js";
import "./autosave.js";
import "./editing.js";
import "./leaving.js";
import "./lengths.js";
import "./looks.js";
import "./pillars.js";
import "./strength.js";
import "./references.js";
import "./astray.js";
import "./showing.js";
import "./finding.js";
import "./importing.js";
import "./peeking.js";
import "./review.js";
import "./secrets.js";
import "./toasts.js";
import "./busy.js";
import "./away.js";
import "./narrowing.js";
import "./copying.js";
import "./vanishing.js";

// Only now: what is sent before everything listens is sent as any form is.
const IN_PLACE = {
  target: "#page",
  select: "#page",
  selectOOB: "#told:innerHTML",
  swap: "outerMorph show:none",
  push: "false",
};
document.body.setAttribute("hx-boost:inherited", JSON.stringify(IN_PLACE));
document.body.setAttribute("hx-sync:inherited", "this:queue all");
htmx.process(document.body);
document.documentElement.setAttribute("data-ui-ready", "");
