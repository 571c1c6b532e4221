/** Who listens to which topic. */
export interface Hub<Member> {
  /** Gives what takes it out again. */
  add(topic: string, member: Member): () => void
  on(topic: string): readonly Member[]
  all(): readonly Member[]
}

export function createHub<Member>(): Hub<Member> {
  const topics = new Map<string, Set<Member>>()
  return {
    add(topic, member) {
      const members = topics.get(topic) ?? new Set<Member>()
      topics.set(topic, members.add(member))
      return () => {
        members.delete(member)
        if (members.size === 0 && topics.get(topic) === members) topics.delete(topic)
      }
    },
    on: (topic) => [...(topics.get(topic) ?? [])],
    all: () => [...topics.values()].flatMap((members) => [...members]),
  }
}
