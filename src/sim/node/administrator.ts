import { create } from '@bufbuild/protobuf';
import { type Admin, type Config, Mesh } from '@meshtastic/protobufs';
import type { Stop } from '../../util/clock.js';
import { cutToBytes } from '../../util/text.js';
import type { ChannelTable } from './channels.js';
import type { Contacts } from './contacts.js';
import type { NodeContext } from './context.js';
import type { NodeTable } from './node-table.js';
import type { Settings } from './settings.js';

type Request = Admin.AdminMessage['payloadVariant'];

/** A change of settings reboots the node so much later (firmware src/modules/AdminModule.h). */
const REBOOT_SECONDS = 7;
const SHORT_NAME_BYTES = 4;

export interface AdministratorParts {
  readonly context: NodeContext;
  readonly settings: Settings;
  readonly channels: ChannelTable;
  readonly table: NodeTable;
  readonly contacts: Contacts;
  /** The node writes its database and does nothing else meanwhile. */
  readonly stall: () => void;
  readonly restart: () => void;
}

/** Carries out requests that change something. */
export class Administrator {
  readonly #parts: AdministratorParts;
  #isEditing = false;
  #stopReboot: Stop = () => {};

  constructor(parts: AdministratorParts) {
    this.#parts = parts;
  }

  /** False for a request that makes no sense; one that is not known changes nothing. */
  carryOut(request: Request): boolean {
    return (
      this.#changeSettings(request) ??
      this.#changeNodes(request) ??
      this.#changeState(request) ??
      isKnown(request)
    );
  }

  /** A valid administrator becomes a favourite (firmware 2.7.26 src/modules/AdminModule.cpp:84-127). */
  welcome(num: number): void {
    const entry = this.#parts.table.get(num);
    if (entry) entry.isFavorite = true;
  }

  forget(): void {
    this.#stopReboot();
    this.#isEditing = false;
  }

  #changeSettings(request: Request): boolean | undefined {
    switch (request.case) {
      case 'setOwner':
        return this.#setOwner(request.value);
      case 'setChannel':
        if (request.value.index < 0 || !this.#parts.channels.get(request.value.index)) return false;
        this.#parts.channels.set(request.value);
        return true;
      case 'setConfig':
        return this.#setConfig(request.value);
      case 'setModuleConfig':
        if (!this.#parts.settings.setModule(request.value)) return false;
        this.#rebootForSettings();
        return true;
      case 'beginEditSettings':
        this.#isEditing = true;
        return true;
      case 'commitEditSettings':
        this.#isEditing = false;
        this.#rebootForSettings();
        return true;
      default:
        return undefined;
    }
  }

  #changeNodes(request: Request): boolean | undefined {
    const { contacts, table } = this.#parts;
    switch (request.case) {
      case 'addContact':
        contacts.add(request.value);
        break;
      case 'removeByNodenum':
        table.remove(request.value);
        table.save();
        break;
      case 'setFavoriteNode':
        contacts.setFavorite(request.value, true);
        break;
      case 'removeFavoriteNode':
        contacts.setFavorite(request.value, false);
        break;
      case 'setIgnoredNode':
        contacts.setIgnored(request.value, true);
        break;
      case 'removeIgnoredNode':
        contacts.setIgnored(request.value, false);
        break;
      default:
        return undefined;
    }
    this.#parts.stall();
    return true;
  }

  #changeState(request: Request): boolean | undefined {
    switch (request.case) {
      case 'setTimeOnly':
        this.#parts.context.time.tell(request.value);
        return true;
      case 'rebootSeconds':
        this.#reboot(request.value);
        return true;
      case 'nodedbReset':
        this.#parts.table.reset(request.value);
        this.#parts.table.save();
        this.#reboot(REBOOT_SECONDS);
        return true;
      default:
        return undefined;
    }
  }

  #setOwner(owner: Mesh.User): boolean {
    const { settings, context } = this.#parts;
    const longName = cutToBytes(owner.longName, context.switches.longNameBytes);
    const shortName = cutToBytes(owner.shortName, SHORT_NAME_BYTES);
    if (isBlank(longName) || isBlank(shortName)) return false;
    settings.owner = create(Mesh.UserSchema, {
      ...settings.owner,
      ...(longName && { longName }),
      ...(shortName && { shortName }),
      isUnmessagable: owner.isUnmessagable ?? false,
    });
    this.#rebootForSettings();
    return true;
  }

  /** LoRa settings take force at once, others with a reboot. */
  #setConfig(config: Config.Config): boolean {
    if (!this.#parts.settings.setConfig(config)) return false;
    if (config.payloadVariant.case !== 'lora') this.#rebootForSettings();
    return true;
  }

  #rebootForSettings(): void {
    if (!this.#isEditing) this.#reboot(REBOOT_SECONDS);
  }

  /** A negative number cancels (firmware 2.7.26 src/modules/AdminModule.cpp:1356-1362). */
  #reboot(seconds: number): void {
    this.#stopReboot();
    if (seconds < 0) return;
    const { clock } = this.#parts.context;
    this.#stopReboot = clock.after('node.reboot', seconds * 1000, () => this.#parts.restart());
  }
}

function isKnown(request: Request): boolean {
  return request.case === undefined || !request.case.startsWith('get');
}

/** Something was given, and it is nothing but white space. */
function isBlank(name: string): boolean {
  return name !== '' && name.trim() === '';
}
