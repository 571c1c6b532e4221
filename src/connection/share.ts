import type { Connection, ConnectionUser } from './connection'
import type { Holder } from './lease'

type Build = (founder: Holder<ConnectionUser>) => Connection

// By who builds them: not every hook gives its connections the same functions. Weak, so that a connection made by a
// render that never happened is forgotten like any other garbage.
const sharedBy = /* @__PURE__ */ new Map<Build, Map<string | null, WeakRef<Connection>>>()

/** Forgets whom connections are shared with: whoever comes next gets one of their own. */
export function unshare(): void {
  sharedBy.clear()
}

/**
 * The one connection of everybody whose transport has this key; a new one where the key is `null`.
 * It opens nothing: `acquire` does.
 */
export function share(founder: Holder<ConnectionUser>, build: Build): Connection {
  const { key } = founder.current.transport
  const shared = sharedBy.get(build) ?? new Map<string | null, WeakRef<Connection>>()
  const connection = shared.get(key)?.deref() ?? build(founder)
  // A good moment to forget the keys of what is gone.
  for (const [name, other] of shared) if (!other.deref()) shared.delete(name)
  if (key !== null) shared.set(key, new WeakRef(connection))
  sharedBy.set(build, shared)
  return connection
}
