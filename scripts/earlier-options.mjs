/**
 * Names of options in config.py of the Python bot that many come from, what they are called here, and what is
 * different. Each name here must be a key of the schema; an empty list means that nothing has to be set.
 */
export const EARLIER_OPTIONS = [
  [['SERIAL_PORT'], ['node.address'], 'as `serial:/dev/ttyACM0`'],
  [
    ['CONNECTION_MODE', 'TCP_HOST', 'TCP_PORT'],
    ['node.address'],
    'one address: `192.168.1.38` or `192.168.1.38:4403`',
  ],
  [['TCP_AUTO_REBOOT_ON_FAILURE', 'TCP_REBOOT_WAIT_TIME'], [], 'not needed: the link comes back by itself'],
  [
    ['REMOTE_NODE_HOST', 'REMOTE_NODE_NAME'],
    ['remoteNodes'],
    '`[{ name, address }]`; never the node of the bot itself',
  ],
  [['TIGROG2_MONITORING_ENABLED', 'TIGROG2_CHECK_INTERVAL'], ['remoteNodes'], '`checkSeconds` of each'],
  [['TIGROG2_ALERT_ON_REBOOT'], ['alerts.remoteNodeRestart.enabled'], ''],
  [['TIGROG2_ALERT_ON_DISCONNECT'], ['alerts.remoteNodeDown.enabled'], ''],
  [['NODE_NAMES_FILE', 'NODE_UPDATE_INTERVAL'], ['dataDir'], 'everything is in one database there'],
  [['SHOW_RSSI', 'SHOW_SNR', 'COLLECT_SIGNAL_METRICS'], [], 'always kept, shown where they say something'],
  [['MAX_CACHE_SIZE', 'MAX_RX_HISTORY'], ['history.packetDays'], 'days in place of a number of messages'],
  [['MAX_MESSAGE_SIZE'], ['commands.maxPages'], 'a packet holds 200 bytes; what is longer is paged'],
  [
    ['MAX_COMMANDS_PER_WINDOW', 'COMMAND_WINDOW_SECONDS'],
    ['limits.perUser.commands', 'limits.perUser.seconds'],
    '',
  ],
  [['LLAMA_HOST', 'LLAMA_PORT'], ['llm.baseUrl'], '`http://127.0.0.1:8080`, and `llm.enabled: true`'],
  [['MAX_CONTEXT_MESSAGES', 'CONTEXT_TIMEOUT'], ['llm.contextMessages', 'llm.contextSeconds'], ''],
  [
    ['MESH_AI_CONFIG', 'TELEGRAM_AI_CONFIG', 'CLI_AI_CONFIG'],
    [
      'llm.maxTokens.mesh',
      'llm.maxTokens.telegram',
      'llm.timeoutSeconds.mesh',
      'llm.timeoutSeconds.telegram',
    ],
    'the prompt is fixed',
  ],
  [['ESPHOME_HOST', 'ESPHOME_PORT'], ['esphome.host', 'esphome.port'], 'and `esphome.enabled: true`'],
  [
    ['ESPHOME_TELEMETRY_ENABLED', 'ESPHOME_TELEMETRY_INTERVAL'],
    ['telemetry.enabled', 'telemetry.intervalSeconds'],
    'an hour at least',
  ],
  [
    ['TELEGRAM_ENABLED', 'TELEGRAM_BOT_TOKEN'],
    ['telegram.enabled', 'telegram.token'],
    'the token as `{ env: NAME }` or `{ file: PATH }`',
  ],
  [
    ['TELEGRAM_AUTHORIZED_USERS'],
    ['telegram.users'],
    'an empty list was everybody there and is **nobody** here',
  ],
  [
    ['TELEGRAM_ALERT_USERS'],
    ['telegram.admins'],
    'admins hear of the system; others subscribe with `/subscribe`',
  ],
  [
    ['CLI_ENABLED', 'CLI_SERVER_HOST', 'CLI_SERVER_PORT'],
    [],
    '`meshbot console`, over a socket of the user and no port',
  ],
  [['TEMP_WARNING_ENABLED', 'TEMP_WARNING_THRESHOLD'], ['alerts.cpuHot.enabled', 'alerts.cpuHot.raise'], ''],
  [['TEMP_WARNING_DURATION'], ['alerts.cpuHot.holdSeconds'], ''],
  [['TEMP_CRITICAL_THRESHOLD'], ['alerts.cpuHot.critical.raise'], ''],
  [['CPU_WARNING_ENABLED', 'CPU_WARNING_THRESHOLD'], ['alerts.botBusy.enabled', 'alerts.botBusy.raise'], ''],
  [['CPU_WARNING_DURATION'], ['alerts.botBusy.holdSeconds'], ''],
  [['CPU_CRITICAL_THRESHOLD'], ['alerts.botBusy.critical.raise'], ''],
  [
    ['VIGILANCE_ENABLED', 'VIGILANCE_DEPARTEMENT'],
    ['vigilance.enabled', 'vigilance.department'],
    'the number in quotes: `"06"`',
  ],
  [['VIGILANCE_CHECK_INTERVAL'], ['vigilance.checkSeconds'], ''],
  [['VIGILANCE_ALERT_THROTTLE'], ['alerts.vigilance.remindSeconds'], ''],
  [['BLITZ_ENABLED', 'BLITZ_RADIUS_KM'], ['lightning.enabled', 'lightning.radiusKm'], ''],
  [
    ['BLITZ_LATITUDE', 'BLITZ_LONGITUDE'],
    ['position.latitude', 'position.longitude'],
    'without them the place of the node',
  ],
  [['BLITZ_WINDOW_MINUTES'], ['lightning.windowSeconds'], 'in seconds'],
  [['BLITZ_MESH_ALERT_THRESHOLD'], ['alerts.lightning.raise'], ''],
  [['MESH_ALERT_SUBSCRIBED_NODES'], [], 'each person writes `/subscribe vigi` or `/subscribe blitz`'],
  [
    ['MQTT_NEIGHBOR_ENABLED', 'MQTT_NEIGHBOR_SERVER', 'MQTT_NEIGHBOR_PORT'],
    ['meshtasticMqtt.enabled', 'meshtasticMqtt.brokerUrl'],
    'as `mqtt://HOST:1883`',
  ],
  [
    ['MQTT_NEIGHBOR_USER', 'MQTT_NEIGHBOR_PASSWORD'],
    ['meshtasticMqtt.username', 'meshtasticMqtt.password'],
    '',
  ],
  [
    ['MQTT_NEIGHBOR_TOPIC_ROOT', 'MQTT_NEIGHBOR_TOPIC_PATTERN'],
    ['meshtasticMqtt.topics'],
    'without wide wildcards',
  ],
  [['REBOOT_AUTHORIZED_USERS'], ['admins.nodes', 'telegram.admins'], ''],
  [['REBOOT_PASSWORD'], [], 'no password ever travels over the air: a one-time code confirms'],
  [['DEBUG_MODE'], ['log.level'], '`debug`'],
];
