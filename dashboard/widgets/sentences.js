/* Sentences, each with a button that copies it. Text of data goes in as text. */
export default function (component) {
  const { parentElement, data } = component, list = parentElement.querySelector("ul");
  const items = data.sentences.map((sentence) => {
    const item = document.createElement("li"), words = document.createElement("span");
    words.textContent = sentence;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy: ${sentence}`);
    button.onclick = async () => {
      button.textContent = await copied(sentence, words) ? "Copied" : "Press Ctrl+C";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    };
    item.append(words, button);
    return item;
  });
  list.replaceChildren(...items);
}

/* Copy a sentence; where the browser lends no clipboard it is selected and copied the old way. */
async function copied(sentence, words) {
  try {
    await navigator.clipboard.writeText(sentence);
    return true;
  } catch {
    const range = document.createRange(), selection = getSelection();
    range.selectNodeContents(words);
    selection.removeAllRanges();
    selection.addRange(range);
    return document.execCommand("copy");
  }
}
