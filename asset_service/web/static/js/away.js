// Says that nothing is heard of the server, while that is so, and when it is back.

const away = document.getElementById("away");
const NONE = "The server cannot be reached. What is shown may be old; it is tried again.";
const OFFLINE = "This machine is offline. What is shown may be old.";

function say(text) {
  if (away.textContent === text) return;
  away.textContent = text;
  away.hidden = text === "";
}

document.addEventListener("live:state", (event) => say(event.detail.reached ? "" : NONE));
addEventListener("offline", () => say(OFFLINE));
addEventListener("online", () => say(""));
