export { createGateway, type Gateway, type GatewayNeeds } from './gateway.ts'
export { defaultSettings, type GatewaySettings } from './settings.ts'
