/** How many sockets are dialled and not closed yet. */
export function openSockets(): number
