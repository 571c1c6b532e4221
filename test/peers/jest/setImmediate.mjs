// The client's XMLHttpRequest for Node calls it, and jsdom has none.
globalThis.setImmediate ??= (run, ...args) => setTimeout(() => run(...args))
