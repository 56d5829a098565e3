// What is pasted. An office program puts a picture of what was copied beside its text: whoever types
// means the text.

import { isTyping } from "./keys.js";

/** The files of a paste, none when its text is what is meant. */
export function pasted({ clipboardData, target }) {
  if (!clipboardData || (isTyping(target) && clipboardData.types.includes("text/plain"))) return [];
  return [...clipboardData.files];
}
