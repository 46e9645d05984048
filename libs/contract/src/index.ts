export type { EventTypes, ObjectTypes } from '../generated/routes.ts';
export {
  type EventRetryParams,
  SOCKET_PATHS,
  STRIPECLI_SOCKET,
  type StripecliFeature,
  type StripecliSession,
  type StripecliSessionCreateParams,
} from './additions.ts';
export { API_VERSION } from './api-version.ts';
export { builtRoutes } from './built-routes.ts';
export {
  contract,
  type Contract,
  type EventType,
  type Method,
  objectType,
  type ObjectName,
  route,
  type Route,
  type RouteId,
  type RouteKind,
  type Routes,
  schema,
} from './contract.ts';
export { nonconformities } from './conformance.ts';
export type { CommandName, Commands, Refused } from './commands.ts';
export type { Document } from './document.ts';
export { matchRoute, type RouteMatch } from './match.ts';
export {
  objectOfId,
  type ObjectOwner,
  ownerOfObject,
  ownerOfRoute,
  type Service,
  serviceOfPrefix,
  SERVICES,
} from './owners.ts';
export type * from './schema.ts';
export type { V2List } from './v2-list.ts';
