export function become(state: 'active' | 'inactive' | 'background'): void
