const moods = ['Calm', 'Brave', 'Merry', 'Quick', 'Gentle', 'Sunny', 'Witty', 'Bold', 'Lucky', 'Curious']
const animals = ['Otter', 'Heron', 'Lynx', 'Badger', 'Finch', 'Marmot', 'Gecko', 'Walrus', 'Ibex', 'Puffin']

/** For whoever has not said their name. */
export function friendlyName(): string {
  return `${oneOf(moods)} ${oneOf(animals)}`
}

function oneOf(words: readonly string[]): string {
  return words[Math.floor(Math.random() * words.length)] ?? ''
}
