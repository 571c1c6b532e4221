/** What is told of errors. What it throws itself goes to the console, and ends nothing that was under way. */
export function reporterOf(onError: (cause: unknown) => void = console.error): (cause: unknown) => void {
  return (cause) => {
    try {
      onError(cause)
    } catch (thrown) {
      console.error(thrown)
    }
  }
}
