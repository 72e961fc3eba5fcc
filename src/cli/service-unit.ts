/** The systemd unit that `meshbot install-service` prints. */
import { UserError } from '../util/errors.js';

export interface ServicePlan {
  /** Of Node.js. */
  readonly node: string;
  /** `main.js`. */
  readonly program: string;
  readonly config: string;
  /** Absent: systemd makes a user for the service alone. */
  readonly user?: string;
  /** Absent: /var/lib/meshbot, which systemd makes. */
  readonly dataDir?: string;
}

/** Throws `UserError` where a path cannot stand in a unit. */
export function serviceUnit(plan: ServicePlan): string {
  const { node, program, config, user, dataDir } = plan;
  const args = [program, 'run', '--config', config, '--data', dataDir ?? '/var/lib/meshbot'];
  return `${[
    '[Unit]',
    'Description=MeshBot, a bot for Meshtastic meshes',
    'After=network-online.target',
    'Wants=network-online.target',
    '',
    '[Service]',
    'Type=notify',
    '# The bot speaks to systemd through the tool systemd-notify.',
    'NotifyAccess=all',
    '# A bot that hangs is started anew.',
    'WatchdogSec=120',
    `ExecStart=${[quoted(node), ...args.map(argument)].join(' ')}`,
    'Restart=always',
    'RestartSec=5',
    '# 78: the configuration is wrong, and trying again would not mend it.',
    'RestartPreventExitStatus=78',
    'TimeoutStopSec=15',
    ...owner(user, dataDir),
    '',
    ...HARDENING,
    '',
    '[Install]',
    'WantedBy=multi-user.target',
  ].join('\n')}\n`;
}

function owner(user: string | undefined, dataDir: string | undefined): string[] {
  const lines = user === undefined ? ['DynamicUser=yes'] : [`User=${user}`];
  if (dataDir === undefined) lines.push('StateDirectory=meshbot', 'StateDirectoryMode=0700');
  else lines.push(`ReadWritePaths=${quoted(dataDir)}`);
  return [
    ...lines,
    '# The service has a /tmp of its own, where nobody else would see its locks.',
    'RuntimeDirectory=meshbot',
    'Environment=MESHBOT_RUN_DIR=/run/meshbot',
    '# For a node on USB.',
    'SupplementaryGroups=dialout',
  ];
}

/** MemoryDenyWriteExecute is missing on purpose: the compiler of V8 writes what it executes. */
const HARDENING = [
  'UMask=0077',
  'NoNewPrivileges=yes',
  'CapabilityBoundingSet=',
  'ProtectSystem=strict',
  'ProtectHome=read-only',
  'PrivateTmp=yes',
  'ProtectKernelTunables=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelLogs=yes',
  'ProtectControlGroups=yes',
  'ProtectHostname=yes',
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'SystemCallArchitectures=native',
] as const;

/** Behind the program, whose own path is taken as it stands, `$` begins a variable unless doubled. */
function argument(word: string): string {
  return quoted(word).replaceAll('$', '$$$$');
}

/** One word of a setting, as systemd.syntax has it: `%` begins a specifier unless doubled, and a line ends everything. */
function quoted(word: string): string {
  if (/\p{Cc}/u.test(word))
    throw new UserError(`${JSON.stringify(word)}: a path with control characters has no place in a unit`);
  const escaped = word.replaceAll('%', '%%');
  return /[\s"'\\;]/u.test(escaped) ? `"${escaped.replaceAll(/["\\]/gu, '\\$&')}"` : escaped;
}
