/**
 * The one catalogue of errors (API reference, "Errors" and "Error codes"). Handlers throw what is made here; one place,
 * the gateway's, renders it.
 */
export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

/** The fields of `error` in an answer. Objects among them (`payment_intent`, …) are the API's own. */
export interface ErrorBody {
  type: ErrorType;
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  advice_code?: string;
  network_decline_code?: string;
  network_advice_code?: string;
  charge?: string;
  payment_intent?: unknown;
  payment_method?: unknown;
  payment_method_type?: string;
  setup_intent?: unknown;
  source?: unknown;
  doc_url?: string;
}

/** An error with the status and the body that a client of the API receives. */
export class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    /** What the client is told about trying again (`Stripe-Should-Retry`); null leaves it to the client. */
    readonly should_retry: boolean | null = null,
  ) {
    super(body.message);
    this.name = 'StripeError';
  }

  /** The same error, with objects that it is about. */
  about(details: Partial<ErrorBody>): StripeError {
    return new StripeError(this.status, { ...this.body, ...details }, this.should_retry);
  }
}

type Details = Partial<Omit<ErrorBody, 'message'>>;

/** A 400 `invalid_request_error` with the documentation address of its code. */
function invalid(message: string, details: Details = {}, status = 400, should_retry: boolean | null = null) {
  const { code } = details;
  const doc_url = code === undefined ? {} : { doc_url: documentationOf(code) };
  return new StripeError(
    status,
    { type: 'invalid_request_error', message, ...doc_url, ...details },
    should_retry,
  );
}

/** The page that explains an error code. */
export function documentationOf(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
}

/** `a`, `a or b`, `a, b, or c`: as the API lists the values that are allowed. */
function enumerate(values: readonly string[]): string {
  if (values.length <= 2) return values.join(' or ');
  return `${values.slice(0, -1).join(', ')}, or ${values.at(-1)}`;
}

/** What a message repeats of a client's own text: enough to recognise it. */
function abridge(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 50)}...${text.slice(-20)}`;
}

export const errors = {
  invalid,

  parameterMissing: (param: string) =>
    invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param }),

  parameterUnknown: (param: string, suggestion?: string) =>
    invalid(
      `Received unknown parameter: ${param}` +
        (suggestion === undefined ? '' : `. Did you mean ${suggestion}?`),
      { code: 'parameter_unknown', param },
    ),

  /** Several at once are named in one message; `param` is the first of them. */
  parametersUnknown: (params: readonly string[]) =>
    invalid(`Received unknown parameters: ${params.join(', ')}`, {
      code: 'parameter_unknown',
      param: params[0]!,
    }),

  parameterInvalidEmpty: (param: string) =>
    invalid(
      `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however ` +
        `'${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
      { code: 'parameter_invalid_empty', param },
    ),

  parameterInvalidInteger: (value: string, param: string) =>
    invalid(`Invalid integer: ${value}`, { code: 'parameter_invalid_integer', param }),

  /** `kind` is what was expected: `boolean`, `decimal`, `string`, …; `value` is shown when it is not too much to show. */
  parameterInvalid: (kind: string, param: string, value?: string) =>
    invalid(`Invalid ${kind}` + (value === undefined ? '' : `: ${value}`), { param }),

  parameterInvalidEnum: (param: string, allowed: readonly string[]) =>
    invalid(`Invalid ${param}: must be one of ${enumerate(allowed)}`, { param }),

  parameterTooLong: (value: string, length_max: number, param: string) =>
    invalid(`Invalid string: ${abridge(value)}; must be at most ${length_max} characters`, { param }),

  metadataTooManyKeys: (count_max: number, param: string) =>
    invalid(`Metadata can have up to ${count_max} keys.`, { param }),

  metadataKeyTooLong: (key: string, length_max: number, param: string) =>
    invalid(
      `Metadata keys can have up to ${length_max} characters, but you passed in a key that is ${key.length} ` +
        `characters. Invalid key: ${abridge(key)}`,
      { param },
    ),

  metadataValueTooLong: (value: string, length_max: number, param: string) =>
    invalid(
      `Metadata values can have up to ${length_max} characters, but you passed in a value that is ${value.length} ` +
        `characters. Invalid value: ${abridge(value)}`,
      { param },
    ),

  parametersExclusive: (...params: string[]) =>
    invalid(`You may only specify one of these parameters: ${params.join(', ')}.`, {
      code: 'parameters_exclusive',
      param: params[0]!,
    }),

  resourceMissing: (object: string, id: string, param: string, status: 400 | 404 = 400) =>
    invalid(`No such ${object}: '${id}'`, { code: 'resource_missing', param }, status),

  resourceAlreadyExists: (name: string) =>
    invalid(`${name} already exists.`, { code: 'resource_already_exists' }),

  currencyUnsupported: (currency: string, supported: readonly string[], param = 'currency') =>
    invalid(
      `Invalid currency: ${abridge(currency)}. Stripe currently supports these currencies: ${supported.join(', ')}`,
      { param },
    ),

  integerTooLarge: (most: number, param: string) =>
    invalid(`This value must be less than or equal to ${most}.`, {
      code: 'parameter_invalid_integer',
      param,
    }),

  integerTooSmall: (minimum: number, param: string) =>
    invalid(`This value must be greater than or equal to ${minimum}.`, {
      code: 'parameter_invalid_integer',
      param,
    }),

  /** `minimum` and `maximum` are amounts as `formatAmount` writes them. */
  amountTooSmall: (minimum: string, param = 'amount') =>
    invalid(`Amount must be at least ${minimum}`, { code: 'amount_too_small', param }),

  amountTooLarge: (maximum: string, param = 'amount') =>
    invalid(`Amount must be no more than ${maximum}`, { code: 'amount_too_large', param }),

  amountNotDivisible: (multiple: number, currency: string, param = 'amount') =>
    invalid(`Amounts in ${currency} must be divisible by ${multiple}.`, {
      code: 'invalid_charge_amount',
      param,
    }),

  /** What is wrong with a card, or what its bank said of it. */
  card: (message: string, details: Details & { code: string }) =>
    new StripeError(402, {
      type: 'card_error',
      message,
      doc_url: documentationOf(details.code),
      ...details,
    }),

  unrecognizedUrl: (method: string, path: string) =>
    invalid(
      `Unrecognized request URL (${method}: ${path}). ` +
        (path.endsWith('/')
          ? 'If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, ' +
            'make sure you passed a valid (non-empty) identifier in your code. '
          : '') +
        'Please see https://stripe.com/docs or we can help at https://support.stripe.com/.',
      {},
      404,
    ),

  /** A body that cannot be read as what its content type says, or a content type that the route does not take. */
  requestMalformed: (content_type: string) =>
    invalid(
      `Invalid request (check that your POST content type is ${content_type}). ` +
        'If you have any questions, we can help at https://support.stripe.com/.',
    ),

  requestTooLarge: (bytes_max: number) =>
    invalid(`The request body is too large: it can have up to ${bytes_max} bytes.`, {}, 413, false),

  apiKeyMissing: () =>
    invalid(
      'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth ' +
        "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, " +
        'or we can help at https://support.stripe.com/.',
      {},
      401,
    ),

  /** `redacted` shows the key's prefix and its last four characters, never more. */
  apiKeyInvalid: (redacted: string) => invalid(`Invalid API Key provided: ${redacted}`, {}, 401),

  secretKeyRequired: () =>
    invalid(
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of ' +
        'your API keys at https://dashboard.stripe.com/account/apikeys.',
      { code: 'secret_key_required' },
      403,
    ),

  restrictedKeyInV2: () =>
    invalid(
      'This API call cannot be made with a restricted API key: API v2 takes secret API keys only.',
      { code: 'secret_key_required' },
      403,
    ),

  /** `redacted` shows the key's prefix and its last six characters, never more. */
  accountInvalid: (redacted: string, account: string) =>
    invalid(
      `The provided key '${redacted}' does not have access to account '${account}' (or that account does not exist). ` +
        'Application access may have been revoked.',
      { code: 'account_invalid' },
      403,
    ),

  versionInvalid: (version: string, spoken: string) =>
    invalid(
      `Invalid Stripe API version: ${abridge(version)}. Pinstripe speaks ${spoken} and takes the versions before it.`,
    ),

  versionMissing: (spoken: string) =>
    invalid(
      `Requests to API v2 must name the API version in the header Stripe-Version. Pinstripe speaks ${spoken}.`,
    ),

  rateLimit: () =>
    invalid(
      'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
      { code: 'rate_limit' },
      429,
      true,
    ),

  /** `path` is what was to be expanded, up to the segment that cannot be; `suggestion` a path that may be meant. */
  expandInvalid: (path: string, suggestion?: string) =>
    invalid(
      `This property cannot be expanded (${abridge(path)}).` +
        (suggestion === undefined ? '' : ` You may want to try expanding '${abridge(suggestion)}' instead.`),
    ),

  expandTooDeep: (path: string, depth_max: number) =>
    invalid(`You cannot expand more than ${depth_max} levels of a property. Property: ${abridge(path)}`, {
      code: 'property_expansion_max_depth',
    }),

  /** A route of the contract that nobody has built: says so, and makes nothing up. */
  notBuilt: (method: string, path: string) =>
    invalid(
      `Pinstripe does not support this route yet (${method}: ${path}). Nothing was changed.`,
      {},
      501,
      false,
    ),

  /** The list that `path` names comes from a route that nobody has built: an empty one would be made up. */
  expandNotBuilt: (path: string, route: string) =>
    invalid(
      `Pinstripe cannot expand '${path}' yet: it does not support the route it comes from (${route}). Nothing was changed.`,
      {},
      501,
      false,
    ),

  /** A parameter of the contract whose effect nobody has built: says so, and does not ignore it. */
  parameterNotBuilt: (param: string) =>
    invalid(
      `Pinstripe does not support the parameter ${param} here yet. Nothing was changed.`,
      { param },
      501,
    ),

  emailInvalid: (email: string, param: string) =>
    invalid(`Invalid email address: ${email}`, { code: 'email_invalid', param }),

  lockTimeout: () =>
    invalid(
      'This object cannot be accessed right now because another API request or process is currently accessing it. ' +
        'If you see this error intermittently, retry the request. If you see it frequently and are making multiple ' +
        'concurrent requests to a single object, make your requests serially or at a lower rate.',
      { code: 'lock_timeout' },
      429,
      true,
    ),

  idempotencyKeyTooLong: (length_max: number) =>
    new StripeError(400, {
      type: 'idempotency_error',
      message: `Idempotency keys can have up to ${length_max} characters.`,
    }),

  /** `status` is 400 in v1, 409 in v2. */
  idempotencyMismatch: (key: string, status: 400 | 409 = 400) =>
    new StripeError(status, {
      type: 'idempotency_error',
      message:
        'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
        `Try using a key other than '${key}' if you meant to execute a different request.`,
    }),

  idempotencyKeyInUse: (key: string) =>
    new StripeError(
      409,
      {
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        doc_url: documentationOf('idempotency_key_in_use'),
        message:
          'There is currently another in-progress request using this Idempotent Key (that probably means you ' +
          `submitted twice, and the other request is still going through): ${key}. ` +
          'If you believe this is a mistake, try again with the same key after a moment.',
      },
      true,
    ),

  internal: () =>
    new StripeError(500, { type: 'api_error', message: 'An unknown error occurred. It has been logged.' }),

  /** The service that owns the route cannot be reached: whether it acted is not known, an idempotency key makes it safe to ask again. */
  unavailable: () =>
    new StripeError(
      503,
      {
        type: 'api_error',
        message: 'The service is temporarily unavailable. Please try your request again.',
      },
      true,
    ),
};
