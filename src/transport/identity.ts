const names = /* @__PURE__ */ new WeakMap<object, string>()
let count = 0

/** A name for an object, so that it can be part of a transport's key: always the same, and nobody else's. */
export function nameOf(object: object): string {
  const name = names.get(object) ?? `#${(count += 1)}`
  names.set(object, name)
  return name
}
