/* Holds the map document in a sandboxed frame and passes messages both ways. */
const frames = new WeakMap();

export default function (component) {
  const { parentElement, data } = component;
  let held = frames.get(parentElement);
  if (!held || !held.frame.isConnected) {
    held = begin(parentElement, data);
    frames.set(parentElement, held);
  }
  held.component = component;
  update(held);
}

function begin(parentElement, data) {
  const host = parentElement.querySelector(".host");
  host.querySelectorAll("iframe").forEach((old) => old.remove());
  const frame = document.createElement("iframe");
  frame.className = "frame";
  frame.title = "Map";
  frame.style.height = data.height;
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
  const held = { frame, ready: false, view: null, events: null };
  held.listen = (event) => {
    if (!frame.isConnected) { removeEventListener("message", held.listen); return; }
    if (event.source === frame.contentWindow && event.data && event.data.borderwatch) receive(held, event.data, host);
  };
  addEventListener("message", held.listen);
  host.append(frame);
  // Fetched and put in, not navigated to: what the first page asked for already is at hand.
  fetch(data.document).then((answer) => answer.text()).then((text) => { frame.srcdoc = text; });
  load(held, data.events);
  return held;
}

/* Ask for the events while the document is still being read. */
function load(held, events) {
  held.events = events;
  held.buffer = fetch(events).then((answer) => answer.arrayBuffer());
}

function receive(held, message, host) {
  const { setStateValue, setTriggerValue } = held.component;
  if (message.borderwatch === "ready") { held.ready = true; update(held); }
  if (message.borderwatch === "painted") host.querySelectorAll(".wait").forEach((word) => word.remove());
  if (message.borderwatch === "window") setStateValue("window", { pane: message.pane, window: message.window });
  if (message.borderwatch === "select") setTriggerValue("select", message);
  if (message.borderwatch === "extent") {
    // A map is moved in many small steps: tell the page where it came to rest.
    clearTimeout(held.resting);
    held.resting = setTimeout(() => setStateValue("extent", message.extent), 700);
  }
}

/* Hand over what has changed since the last time; nothing twice. */
async function update(held) {
  if (!held.ready) return;
  if (held.component.data.events !== held.events) load(held, held.component.data.events);
  const coming = held.buffer;
  held.buffer = null;
  const events = coming && await coming;
  // The extent is where the map itself came to rest: to hand it back would only paint anew.
  const { data } = held.component, { window: dates, window_a, window_b, bounds, extent, ...rest } = data.view;
  const message = {}, changes = {}, words = JSON.stringify(rest);
  if (words !== held.words) { held.words = words; Object.assign(changes, rest); }
  if (data.window_serial !== held.windowSerial) { held.windowSerial = data.window_serial; Object.assign(changes, { window: dates, window_a, window_b }); }
  if (data.extent_serial !== held.extentSerial) { held.extentSerial = data.extent_serial; changes.bounds = bounds; }
  if (Object.keys(changes).length) message.view = changes;
  if (data.unit !== held.unit) { held.unit = data.unit; message.unit = data.unit; }
  if (events) message.events = events;
  if (!Object.keys(message).length) return;
  held.frame.contentWindow.postMessage({ borderwatch: "show", ...message }, "*", events ? [events] : []);
}
