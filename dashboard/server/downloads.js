/* Asks for a file to be made, then for the file; says so meanwhile, and what went wrong. */
export default function (component) {
  const { parentElement, data } = component;
  const button = parentElement.querySelector("button"), said = parentElement.querySelector(".said");
  if (!button.disabled) button.textContent = data.label;
  button.title = data.hint;
  button.onclick = async () => {
    button.disabled = true;
    button.textContent = "Making the file…";
    said.textContent = "";
    try {
      const answer = await fetch(data.address, { method: "POST" }).catch(() => null);
      const told = answer && await answer.json().catch(() => null);
      if (!told || told.error) throw new Error(told ? told.error : "The app does not answer. Is it still running?");
      const link = document.createElement("a");
      link.href = told.address;
      // Named by the server: what was made last is what comes.
      link.download = "";
      link.click();
    } catch (error) {
      said.textContent = error.message;
    }
    button.disabled = false;
    button.textContent = data.label;
  };
}
