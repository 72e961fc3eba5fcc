import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Admin, type Mesh } from '@meshtastic/protobufs';
import type { Administrator } from './administrator.js';
import type { ChannelTable } from './channels.js';
import { sameBytes } from './contacts.js';
import type { NodeContext } from './context.js';
import { Port, RoutingError } from './packets.js';
import type { Answer, Question } from './question.js';
import { CONFIG_CASES, MODULE_CASES, type Settings } from './settings.js';

type Request = Admin.AdminMessage['payloadVariant'];
type Response = MessageInitShape<typeof Admin.AdminMessageSchema>['payloadVariant'];

const PASSKEY_BYTES = 8;
/** Validity of a session key, and the age at which a new one is given out (firmware 2.7.26 src/modules/AdminModule.cpp:1438-1459). */
const PASSKEY_VALID_MS = 300_000;
const PASSKEY_RENEW_MS = 150_000;

export interface AdministrationParts {
  readonly context: NodeContext;
  readonly settings: Settings;
  readonly channels: ChannelTable;
  readonly metadata: () => Mesh.DeviceMetadata;
  /** Carries out what changes something. */
  readonly administrator: Administrator;
}

/** AdminMessages, from the client without more ado, from others with a key (firmware 2.7.26 src/modules/AdminModule.cpp). */
export class Administration {
  readonly #parts: AdministrationParts;
  #passkey = new Uint8Array();
  #passkeyAt = Number.NEGATIVE_INFINITY;

  constructor(parts: AdministrationParts) {
    this.#parts = parts;
  }

  receive(question: Question): Answer {
    const message = parseAdmin(question.data.payload);
    if (!message || isResponse(message.payloadVariant)) return undefined;
    const refusal = question.fromClient ? undefined : this.#judge(question, message);
    if (refusal !== undefined) return { verdict: refusal };
    // A managed node says nothing to its own client (src/modules/AdminModule.cpp:84-127).
    if (question.fromClient && this.#parts.context.switches.managed) return 'silent';
    this.#parts.context.events.add('node', 'administered', {
      request: message.payloadVariant.case ?? 'none',
    });
    return this.#carryOut(message.payloadVariant, question.data.wantResponse);
  }

  #carryOut(request: Request, wantsResponse: boolean): Answer {
    const response = this.#read(request);
    if (response) return this.#respond(response);
    if (!this.#parts.administrator.carryOut(request)) return { verdict: RoutingError.BAD_REQUEST };
    return wantsResponse ? { verdict: RoutingError.NONE } : undefined;
  }

  #respond(payloadVariant: Response): Answer {
    const message = create(Admin.AdminMessageSchema, {
      ...(payloadVariant && { payloadVariant }),
      sessionPasskey: this.#givePasskey(),
    });
    return { portnum: Port.ADMIN_APP, payload: toBinary(Admin.AdminMessageSchema, message) };
  }

  /** The response to a get request; undefined for anything else. */
  #read(request: Request): Response | undefined {
    const { settings, metadata } = this.#parts;
    switch (request.case) {
      case 'getOwnerRequest':
        return { case: 'getOwnerResponse', value: settings.owner };
      case 'getDeviceMetadataRequest':
        return { case: 'getDeviceMetadataResponse', value: metadata() };
      case 'getConfigRequest':
        return this.#readConfig(request.value);
      case 'getModuleConfigRequest':
        return this.#readModule(request.value);
      case 'getChannelRequest':
        return this.#readChannel(request.value - 1);
      case 'getDeviceConnectionStatusRequest':
        return {
          case: 'getDeviceConnectionStatusResponse',
          value: { wifi: { status: { isConnected: true } } },
        };
      default:
        return undefined;
    }
  }

  #readConfig(type: Admin.AdminMessage_ConfigType): Response | undefined {
    const name = CONFIG_CASES[type];
    return name && { case: 'getConfigResponse', value: this.#parts.settings.config(name) };
  }

  #readModule(type: Admin.AdminMessage_ModuleConfigType): Response | undefined {
    const name = MODULE_CASES[type];
    return name && { case: 'getModuleConfigResponse', value: this.#parts.settings.module(name) };
  }

  #readChannel(index: number): Response | undefined {
    const channel = this.#parts.channels.get(index);
    return channel && { case: 'getChannelResponse', value: channel };
  }

  /** Who may administer from afar; undefined for somebody who may. */
  #judge({ packet }: Question, message: Admin.AdminMessage): Mesh.Routing_Error | undefined {
    if (!packet.pkiEncrypted) return RoutingError.NOT_AUTHORIZED;
    const { payloadVariant: security } = this.#parts.settings.config('security');
    const keys = security.case === 'security' ? security.value.adminKey : [];
    if (!keys.some((key) => sameBytes(key, packet.publicKey)))
      return RoutingError.ADMIN_PUBLIC_KEY_UNAUTHORIZED;
    this.#parts.administrator.welcome(packet.from);
    const isGet = message.payloadVariant.case?.startsWith('get') ?? false;
    return isGet || this.#isValid(message.sessionPasskey) ? undefined : RoutingError.ADMIN_BAD_SESSION_KEY;
  }

  #isValid(passkey: Uint8Array): boolean {
    const age = this.#parts.context.clock.uptime() - this.#passkeyAt;
    return age <= PASSKEY_VALID_MS && sameBytes(passkey, this.#passkey);
  }

  #givePasskey(): Uint8Array {
    const { clock, stream } = this.#parts.context;
    if (clock.uptime() - this.#passkeyAt > PASSKEY_RENEW_MS) {
      this.#passkey = Uint8Array.from(stream.bytes(PASSKEY_BYTES));
      this.#passkeyAt = clock.uptime();
    }
    return this.#passkey;
  }
}

function isResponse(request: Request): boolean {
  return request.case?.endsWith('Response') ?? false;
}

function parseAdmin(payload: Uint8Array): Admin.AdminMessage | undefined {
  try {
    return fromBinary(Admin.AdminMessageSchema, payload);
  } catch {
    return undefined;
  }
}
