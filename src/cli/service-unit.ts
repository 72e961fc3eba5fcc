/** The systemd unit that `meshbot install-service` prints. */
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

export function serviceUnit(plan: ServicePlan): string {
  const { node, program, config, user, dataDir } = plan;
  const command = [node, program, 'run', '--config', config, '--data', dataDir ?? '/var/lib/meshbot'];
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
    `ExecStart=${command.map(quoted).join(' ')}`,
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
  else lines.push(`ReadWritePaths=${dataDir}`);
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

/** As systemd reads a command line: `%` and `$` stand for themselves when doubled. */
function quoted(word: string): string {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /[\s"'\\;]/u.test(escaped) ? `"${escaped.replaceAll(/["\\]/gu, '\\$&')}"` : escaped;
}
