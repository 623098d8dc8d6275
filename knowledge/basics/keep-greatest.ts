/** Keeps the greatest values seen so far, in descending order: inserts the value if it is greater than the last of them. */
export function keepGreatest(greatest: Float64Array, value: number): void {
  let place = greatest.length - 1
  if (!(value > (greatest[place] as number))) return
  while (place > 0 && value > (greatest[place - 1] as number)) {
    greatest[place] = greatest[place - 1] as number
    place--
  }
  greatest[place] = value
}
