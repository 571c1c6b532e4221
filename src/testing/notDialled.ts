/** What a test is told that asks for a link before there is one. */
export const notDialled = 'No link was dialled yet: is the component mounted, and the transport in use?'
