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
  update(held, data);
}

function begin(parentElement, data) {
  const host = parentElement.querySelector(".host");
  host.querySelectorAll("iframe").forEach((old) => old.remove());
  const frame = document.createElement("iframe");
  frame.className = "frame";
  frame.title = "Map";
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
  const held = { frame, ready: false, view: null, events: null };
  held.listen = (event) => {
    if (!frame.isConnected) { removeEventListener("message", held.listen); return; }
    if (event.source === frame.contentWindow && event.data && event.data.borderwatch) receive(held, event.data, host);
  };
  addEventListener("message", held.listen);
  frame.src = data.document;
  host.append(frame);
  return held;
}

function receive(held, message, host) {
  const { setStateValue, setTriggerValue } = held.component;
  if (message.borderwatch === "ready") { held.ready = true; update(held, held.component.data); }
  if (message.borderwatch === "painted") host.querySelectorAll(".wait").forEach((word) => word.remove());
  if (message.borderwatch === "window") setStateValue("window", message.window);
  if (message.borderwatch === "select") setTriggerValue("select", message);
  if (message.borderwatch === "extent") {
    // A map is moved in many small steps: tell the page where it came to rest.
    clearTimeout(held.resting);
    held.resting = setTimeout(() => setStateValue("extent", message.extent), 700);
  }
}

async function update(held, data) {
  if (!held.ready) return;
  const send = (message, moved) => held.frame.contentWindow.postMessage(message, "*", moved || []);
  const { window: dates, bounds, ...rest } = data.view, changes = {};
  const words = JSON.stringify(rest);
  if (words !== held.words) { held.words = words; Object.assign(changes, rest); }
  if (data.window_serial !== held.windowSerial) { held.windowSerial = data.window_serial; changes.window = dates; }
  if (data.extent_serial !== held.extentSerial) { held.extentSerial = data.extent_serial; changes.bounds = bounds; }
  if (Object.keys(changes).length) send({ borderwatch: "view", view: changes });
  if (data.unit !== held.unit) { held.unit = data.unit; send({ borderwatch: "unit", unit: data.unit }); }
  if (data.events !== held.events) {
    held.events = data.events;
    const answer = await fetch(data.events);
    const buffer = await answer.arrayBuffer();
    send({ borderwatch: "events", buffer }, [buffer]);
  }
}
