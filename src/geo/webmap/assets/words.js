/* Sentences from the templates of the library (geo/phrases.py), by its rule. `bw.words` holds the
   templates and `bw.palette` the colours, once the document's ground is read. */
bw.number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/* `{name}` is a value as it is, `{name noun}` a number and its noun in the form it asks for. */
bw.filled = (template, values) => template.replace(/\{(\w+)(?: (\w+))?\}/g, (_, name, noun) => {
  const value = values[name], shown = typeof value === "number" ? bw.number(value) : value;
  return noun ? `${shown} ${bw.words.nouns[noun][value === 1 ? 0 : 1]}` : shown;
});

/* Templates filled and joined, without those that name a value that is 0 or empty. */
bw.compose = (templates, values) => templates
  .filter((template) => [...template.matchAll(/\{(\w+)(?: \w+)?\}/g)].every(([, name]) => values[name]))
  .map((template) => bw.filled(template, values)).join("");

bw.counted = (number, noun) => bw.filled(`{number ${noun}}`, { number });

bw.legendWords = (name, values) => bw.filled(bw.words.legend[name], values || {});

/* The first of some words, and how many more there are (geo/view/sentence.py). */
bw.some = (words) => (words.length > 5 ? `${words.slice(0, 4).join(", ")} and ${words.length - 4} more` : words.join(", "));

/* What is said of types that the legend hides: the fewer are named, these or the rest. */
bw.hiddenWords = (types, keys) => {
  const labels = (some) => some.map((t) => t.label.toLowerCase()), hidden = types.filter((t) => keys.includes(t.key)), rest = types.filter((t) => !keys.includes(t.key));
  if (!hidden.length || !rest.length) return hidden.length ? bw.legendWords("all_hidden") : "";
  const few = hidden.length <= rest.length;
  return bw.legendWords(few ? "hidden_types" : "only_types", { types: bw.some(labels(few ? hidden : rest)) });
};

/* Deaths in words, as the library's Toll writes them (geo/tolls.py); null where unknown. */
bw.toll = (low, best, high, unknown) => {
  const words = bw.words.tolls;
  if (low === null) return words.unknown;
  const kind = high === null ? "least" : low === high ? "figure" : "range";
  const said = kind === "figure" || (kind === "least" && best === low);
  return bw.filled(words[kind], { low, high }) + (best === null || said ? "" : bw.filled(words.best, { best })) +
    (unknown ? bw.filled(words.some, { unknown }) : "");
};

bw.date = (day, form) => {
  const d = new Date(day * 864e5), month = bw.words.months[d.getUTCMonth()];
  return bw.filled(bw.words.dates[form], { day: `${d.getUTCDate()}`, month,
    month_short: month.slice(0, 3), year: `${d.getUTCFullYear()}` });
};
bw.longDate = (day) => bw.date(day, "long");
bw.shortDate = (day) => bw.date(day, "short");

/* How many of the rising breaks a value reaches: one equal to a break reaches it. */
bw.reached = (value, breaks) => {
  let k = 0;
  while (k < breaks.length && value >= breaks[k]) k++;
  return k;
};

/* A colour at an opacity of 0 to 1. */
bw.at = (colour, opacity) => colour + Math.round(opacity * 255).toString(16).padStart(2, "0");
bw.rgb = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
