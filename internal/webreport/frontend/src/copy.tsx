import { useState } from "preact/hooks";

// Copy is a button that copies a text. Its label and what follow each other for those who do not see where it is.
export function Copy({ text, label = "Copy", what }: { text: string; label?: string; what: string }) {
  const [done, setDone] = useState<"" | "Copied" | "Failed">("");
  const click = async () => {
    setDone((await copy(text)) ? "Copied" : "Failed");
    setTimeout(() => setDone(""), 1500);
  };
  return <button type="button" class="copy" onClick={click}>{done || label}<span class="hidden"> {what}</span></button>;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text);
  }
}

// copySelection copies where the page may not use the clipboard by itself.
function copySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } finally {
    area.remove();
  }
}
