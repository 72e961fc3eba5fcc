/**
 * Which chats are joined to which channels, what they show of the mesh, what is on its way from there, and which chats
 * want nothing from us. Topic 0 stands for a chat without topics. Times are ms since 1970.
 */
export const RELAY_TABLES = `CREATE TABLE relay_bindings (
     chat INTEGER NOT NULL,
     topic INTEGER NOT NULL,
     channel INTEGER NOT NULL,
     channel_name TEXT NOT NULL,
     since REAL NOT NULL,
     PRIMARY KEY (chat, topic)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE relay_links (
     chat INTEGER NOT NULL,
     packet INTEGER NOT NULL,
     node INTEGER NOT NULL,
     channel INTEGER NOT NULL,
     message INTEGER,
     at REAL NOT NULL,
     PRIMARY KEY (chat, packet, node)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX relay_links_by_message ON relay_links (chat, message);
   CREATE INDEX relay_links_by_time ON relay_links (at);
   CREATE TABLE relay_spoken (
     key INTEGER PRIMARY KEY,
     body TEXT NOT NULL
   ) STRICT;
   CREATE TABLE chats_off (
     chat INTEGER PRIMARY KEY,
     since REAL NOT NULL
   ) STRICT`;

/** In which topic a link stands. Those of before are where their channel is read now: a chat has one place for each. */
export const RELAY_TOPICS = `ALTER TABLE relay_links ADD COLUMN topic INTEGER NOT NULL DEFAULT 0;
   UPDATE relay_links SET topic = coalesce((
     SELECT topic FROM relay_bindings
     WHERE relay_bindings.chat = relay_links.chat AND relay_bindings.channel = relay_links.channel
   ), 0)`;
