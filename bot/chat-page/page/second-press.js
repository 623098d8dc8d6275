/**
 * Ignores the second of two quick presses of a button. At a press Web Chat makes the text box read-only for a moment, so that no
 * keyboard opens on a phone; a second press in that moment would leave it read-only and ask the same question again.
 *
 * @param {HTMLElement} chat
 */
export function stopSecondPresses(chat) {
  chat.addEventListener('click', (event) => isSecondPress(event, chat) && event.stopPropagation(), { capture: true })
}

/** Keys and some touches do not count as a double click, so the text box is checked too. */
function isSecondPress({ target, detail }, chat) {
  return target.closest('button') !== null && (detail > 1 || chat.querySelector('textarea')?.readOnly === true)
}
