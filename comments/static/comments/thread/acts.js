/** What one does to a comment: its links and forms open and answer in place. */

export function bringActs() {}
