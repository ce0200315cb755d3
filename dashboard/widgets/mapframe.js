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
  frame.style.setProperty("--height", data.height);
  if (data.narrow) frame.style.setProperty("--narrow", data.narrow);
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
  frame.allow = "fullscreen";
  const held = { frame, ready: false, view: null, events: null };
  held.listen = (event) => {
    if (!frame.isConnected) { removeEventListener("message", held.listen); return; }
    if (event.source === frame.contentWindow && event.data && event.data.borderwatch) receive(held, event.data, host);
  };
  addEventListener("message", held.listen);
  host.append(frame);
  held.host = host;
  // Fetched and put in, not navigated to: what the first page asked for already is at hand.
  wanted(held, data.document, (answer) => answer.text()).then((text) => { if (text !== null) frame.srcdoc = text; });
  load(held, data.events);
  return held;
}

/* Ask for the events while the document is still being read. */
function load(held, events) {
  held.events = events;
  held.buffer = wanted(held, events, (answer) => answer.arrayBuffer(), () => held.events === events);
}

const TRIES = 6, PAUSE = 400;

/* Fetch what the map needs. Where the app no longer has it, the page is run again, which hands it
   out anew; where the app does not answer, it is asked again. Null once it is given up, or no
   longer wanted. */
async function wanted(held, address, read, still = () => true) {
  for (let tries = 0; tries < TRIES && still() && held.frame.isConnected; tries++) {
    try {
      const answer = await fetch(address);
      if (answer.ok) {
        const content = await read(answer);
        if (tries) say(held, "Drawing the map…");
        return content;
      }
      say(held, "The app no longer has what the map needs; it is asked for again…");
      held.component?.setTriggerValue("renew", address);
    } catch {
      say(held, "The app does not answer; it is asked again…");
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE * 2 ** tries));
  }
  if (still() && held.frame.isConnected) {
    say(held, "The map cannot be drawn: the app does not hand out what it needs. Is the app still running? Then reload the page.", true);
  }
  return null;
}

/* Say what the map waits for, in its place. */
function say(held, words, reload = false) {
  held.host.querySelectorAll(".wait").forEach((word) => word.remove());
  const wait = document.createElement("div");
  wait.className = "wait";
  wait.setAttribute("role", "status");
  const line = document.createElement("p");
  line.textContent = words;
  wait.append(line);
  if (reload) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Reload the page";
    button.onclick = () => location.reload();
    line.append(" ", button);
  }
  held.host.append(wait);
}

function receive(held, message, host) {
  const { setStateValue, setTriggerValue } = held.component;
  if (message.borderwatch === "ready") { held.ready = true; update(held); }
  if (message.borderwatch === "painted") host.querySelectorAll(".wait").forEach((word) => word.remove());
  if (message.borderwatch === "window") setStateValue("window", { pane: message.pane, window: message.window });
  if (message.borderwatch === "height" && message.height > 0) held.frame.style.setProperty("--narrow", `${message.height}px`);
  if (message.borderwatch === "shown") setStateValue("shown", message.shown);
  if (message.borderwatch === "select") setTriggerValue("select", message);
  if (message.borderwatch === "area") setTriggerValue("area", message);
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
  const { data } = held.component, { window: dates, window_a, window_b, bounds, extent, hidden_types, alone, ...rest } = data.view;
  const message = {}, changes = {}, words = JSON.stringify(rest);
  if (words !== held.words) { held.words = words; Object.assign(changes, rest); }
  if (data.window_serial !== held.windowSerial) { held.windowSerial = data.window_serial; Object.assign(changes, { window: dates, window_a, window_b }); }
  if (data.shown_serial !== held.shownSerial) { held.shownSerial = data.shown_serial; Object.assign(changes, { hidden_types, alone }); }
  if (data.extent_serial !== held.extentSerial) { held.extentSerial = data.extent_serial; changes.bounds = bounds; }
  if (Object.keys(changes).length) message.view = changes;
  const comparison = JSON.stringify(data.comparison);
  if (data.comparison && comparison !== held.comparison) { held.comparison = comparison; message.comparison = data.comparison; }
  if (data.unit !== held.unit) { held.unit = data.unit; message.unit = data.unit; }
  if (data.event !== held.event) { held.event = data.event; if (Number.isInteger(data.event)) message.event = data.event; }
  if (events) message.events = events;
  if (!Object.keys(message).length) return;
  held.frame.contentWindow.postMessage({ borderwatch: "show", ...message }, "*", events ? [events] : []);
}
