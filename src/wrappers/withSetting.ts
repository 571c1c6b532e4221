import type { Transport } from '../transport/transport'

type Settings = Transport['settings']

/**
 * The settings of a transport and one more: what a wrapper was made with. Where the same wrapper was added before, such as
 * a limit per second and one per minute, the setting is a list of both.
 */
export function withSetting(settings: Settings, name: string, value: unknown): Settings {
  return { ...settings, [name]: name in settings ? [settings[name], value] : value }
}
