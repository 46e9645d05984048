export type { EventTypes, ObjectTypes } from '../generated/routes.ts';
export {
  type ChargeCreateParams,
  type EventRetryParams,
  SOCKET_PATHS,
  STRIPECLI_SOCKET,
  type StripecliFeature,
  type StripecliSession,
  type StripecliSessionCreateParams,
} from './additions.ts';
export type {
  CustomerSourceCreateParams,
  NumberedSource,
  SourceCreateParams,
  SourceUpdateParams,
} from './additions.sources.ts';
export { API_VERSION } from './api-version.ts';
export { asyncApi, type AsyncApiOptions } from './asyncapi.ts';
export {
  type BuiltEvent,
  builtEvents,
  type BuiltSnapshot,
  type Sender,
  unsentEvents,
} from './built-events.ts';
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
  type ThinEvents,
  type ThinEventType,
  type Routes,
  schema,
} from './contract.ts';
export { nonconformities } from './conformance.ts';
export type { CommandName, Commands, Refused } from './commands.ts';
export type { Document } from './document.ts';
export { matchRoute, type RouteMatch } from './match.ts';
export type {
  OwnRoutes,
  RefundBankAccountParams,
  RefundLink,
  WebhookDelivery,
  WebhookDeliveryAttempt,
  WebhookDeliveryListParams,
  WebhookSecretRollParams,
} from './own-routes.ts';
export {
  type BankTransferSeen,
  type BankTransferSimulateParams,
  type MandateSeen,
  type MicrodepositsSeen,
  PAGE_PATHS,
  type PageParams,
  type PayerActionCompleteParams,
  type PayerActionSeen,
  type PayerActionVerifyMicrodepositsParams,
  type ReceiptSeen,
  type RefundAnswerParams,
  type RefundSeen,
  type VoucherSeen,
} from './page-routes.ts';
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
