/** The event of the native presence of Supabase: coming in, who is there; going out, what a client tracks. */
export const nativeEvent = 'presence'
/** Broadcasts beside it: somebody shares something new, somebody left, somebody asks what everybody shares. */
export const broadcasts = { set: 'presence:set', left: 'presence:left', ask: 'presence:ask' } as const
