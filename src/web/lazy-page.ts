import { lazyRouteComponent } from '@tanstack/react-router'
import { nextTask } from './next-task.ts'

/** A page that is fetched when somebody goes there. Its code is run in one task, and the page drawn in the next. */
export const lazyPage: typeof lazyRouteComponent = (load, name) =>
  lazyRouteComponent(async () => {
    const code = await load()
    await nextTask()
    return code
  }, name)
