import { ClientLights } from '#web/features/grants/client-lights.tsx'
import { ConnectPanel } from '#web/features/grants/connect-panel.tsx'
import { StartPage } from '#web/features/onboarding/start-page.tsx'
import { AddServer } from '#web/features/servers/add-server.tsx'

/** Getting started is made of parts of three features, which do not know each other. */
export function Start() {
  return <StartPage AddServer={AddServer} Connect={ConnectPanel} Lights={ClientLights} />
}
