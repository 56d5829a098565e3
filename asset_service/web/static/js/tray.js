// What is being uploaded, for all to see, beside the page: it outlives every change of it.

let tray = null;

function made(name, className = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  return element;
}

function open() {
  if (tray) return tray;
  tray = made("section", "tray");
  tray.setAttribute("aria-label", "Uploads");
  document.body.append(tray);
  return tray;
}

function shut() {
  if (tray?.childElementCount) return;
  tray?.remove();
  tray = null;
}

/** Add a line; `stop` is called when somebody does not want it any more. */
export function line(label, stop) {
  const row = made("div", "line");
  const [title, bar, state, end] = [made("p", "name"), made("progress"), made("p", "num"), made("button", "button small")];
  title.textContent = label;
  title.dir = "auto";
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Uploading ${label}`);
  state.setAttribute("role", "status");
  state.textContent = "Waiting";
  end.type = "button";
  end.textContent = "Cancel";
  end.addEventListener("click", () => {
    stop();
    row.remove();
    shut();
  });
  row.append(title, bar, state, end);
  open().append(row);
  return {
    progress(part) {
      bar.value = part;
      state.textContent = part < 1 ? `${Math.floor(part * 100)} %` : "Checking and storing";
    },
    done() {
      row.remove();
      shut();
    },
    failed(why) {
      row.classList.add("bad");
      state.setAttribute("role", "alert");
      state.textContent = why;
      end.textContent = "Dismiss";
      bar.remove();
    },
  };
}
