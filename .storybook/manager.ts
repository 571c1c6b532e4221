import { addons } from 'storybook/manager-api'
import { themeOf, themes } from './theme'

addons.setConfig({ theme: themes[themeOf('system')], layout: { showPanel: false } })
