import type { ComponentType } from 'react'
import { createRoot } from 'react-dom/client'
import type { Mount, Scene } from '../page/scene'

/** A scene played by a component. */
export function inReact(Component: ComponentType<{ scene: Scene }>): Mount {
  return (element, scene) => {
    const root = createRoot(element)
    root.render(<Component scene={scene} />)
    return () => root.unmount()
  }
}
