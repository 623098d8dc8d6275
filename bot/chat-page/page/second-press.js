/**
 * Lets only the first of two quick presses of a button through. At a press Web Chat makes the box read-only for a moment, so
 * that no keyboard comes up on a phone; a second press within it leaves the box so, and asks the same question again.
 *
 * @param {HTMLElement} chat
 */
export function stopSecondPresses(chat) {
  chat.addEventListener('click', (event) => isSecondPress(event, chat) && event.stopPropagation(), { capture: true })
}

/** Keys and some fingers make no double click, so the box is looked at too. */
function isSecondPress({ target, detail }, chat) {
  return target.closest('button') !== null && (detail > 1 || chat.querySelector('textarea')?.readOnly === true)
}
