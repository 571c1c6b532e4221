/** Says whether a value is in use: then its registry keeps it although nobody may hold it. */
export interface Usage {
  /** It is in use from now on. */
  begin(): void
  /** It is not in use any more. It is forgotten as soon as nobody holds it. */
  end(): void
}

/** One value for each name, for each owner: everybody who asks gets the same one. */
export interface NamedRegistry<Value extends object> {
  /** The value of this name. `make` is called where nobody holds one, and none is in use. */
  get(owner: object, name: string, make: (usage: Usage) => Value): Value
  /** How many names of this owner take up memory. */
  size(owner: object): number
}

interface Names<Value extends object> {
  /** Weak, so that a name that was only looked up is forgotten like any other garbage. */
  readonly values: Map<string, WeakRef<Value>>
  readonly inUse: Set<Value>
  /** How many names there may be before those without a value are taken out. */
  limit: number
}

/** With fewer names than this, those without a value are left in: they take up next to nothing. */
const smallest = 32

type Owners<Value extends object> = WeakMap<object, Names<Value>>

/**
 * Remembers a value for as long as anybody holds it or it is in use, and its owner is there. So a value is never there
 * twice, and a name that nobody needs any more takes up no memory.
 * @param kind Names the registry among all copies of the library on this page, as microfrontends have them: all of them use
 * the same values, so one copy does not leave a room in which another one still is. Give it another number whenever other
 * functions of the values are used.
 */
export function createNamedRegistry<Value extends object>(kind: string): NamedRegistry<Value> {
  /** Made when it is first needed: importing does nothing. */
  function ownersOf(): Owners<Value> {
    const key = Symbol.for(`wirehooks ${kind}`)
    const shared = globalThis as { [key]?: Owners<Value> }
    return (shared[key] ??= new WeakMap())
  }

  function namesOf(owner: object): Names<Value> {
    const owners = ownersOf()
    const names = owners.get(owner) ?? { values: new Map(), inUse: new Set(), limit: smallest }
    owners.set(owner, names)
    return names
  }

  return {
    get(owner, name, make) {
      const { values, inUse } = namesOf(owner)
      const known = values.get(name)?.deref()
      if (known) return known
      forgetGarbage(namesOf(owner))
      const value = make({ begin: () => inUse.add(value), end: () => inUse.delete(value) })
      values.set(name, new WeakRef(value))
      return value
    },
    size: (owner) => ownersOf().get(owner)?.values.size ?? 0,
  }
}

/** Looks at all names only when there are twice as many as the last time: so it costs next to nothing for each name. */
function forgetGarbage<Value extends object>(names: Names<Value>): void {
  const { values, limit } = names
  if (values.size < limit) return
  for (const [name, value] of values) if (!value.deref()) values.delete(name)
  names.limit = Math.max(smallest, values.size * 2)
}
