// The rows of the settings table; included by settings_table.h and .cpp only. A header by name, so that lupdate reads
// it. SNUG_SETTING(key, name, type, default, minimum, maximum, step, choices, section, title, note) Titles and notes
// are translated in the context "Settings". Names are stored: a row may be added, none renamed.
SNUG_SETTING(language, "general.language", choice, "system", 0, 0, 0, "system|en", general,
             QT_TRANSLATE_NOOP("Settings", "Language"),
             QT_TRANSLATE_NOOP("Settings", "Takes effect at the next start."))
SNUG_SETTING(enter_sends, "general.enter_sends", boolean, "true", 0, 0, 0, "", general,
             QT_TRANSLATE_NOOP("Settings", "Enter sends"),
             QT_TRANSLATE_NOOP("Settings", "Off: Enter begins a new line, Ctrl+Enter sends."))
SNUG_SETTING(load_last_model, "general.load_last_model", boolean, "false", 0, 0, 0, "", general,
             QT_TRANSLATE_NOOP("Settings", "Load the last model at start"),
             QT_TRANSLATE_NOOP("Settings", "Off: a model loads when the first message is sent."))
SNUG_SETTING(notify, "general.notify", boolean, "true", 0, 0, 0, "", general,
             QT_TRANSLATE_NOOP("Settings", "Notify when something is finished"),
             QT_TRANSLATE_NOOP("Settings", "Downloads, jobs and answers, while the window is not visible."))
SNUG_SETTING(show_thinking, "general.show_thinking", boolean, "false", 0, 0, 0, "", general,
             QT_TRANSLATE_NOOP("Settings", "Open reasoning by itself"),
             QT_TRANSLATE_NOOP("Settings", "Shows what a model thinks while it thinks."))

SNUG_SETTING(theme, "appearance.theme", choice, "system", 0, 0, 0, "system|dark|light", appearance,
             QT_TRANSLATE_NOOP("Settings", "Theme"), QT_TRANSLATE_NOOP("Settings", "System follows the desktop."))
SNUG_SETTING(text_scale, "appearance.text_scale", number, "1", 0.85, 1.5, 0.05, "", appearance,
             QT_TRANSLATE_NOOP("Settings", "Text size"),
             QT_TRANSLATE_NOOP("Settings", "Of the conversation. Ctrl+Plus and Ctrl+Minus change it too."))
SNUG_SETTING(reduce_motion, "appearance.reduce_motion", boolean, "false", 0, 0, 0, "", appearance,
             QT_TRANSLATE_NOOP("Settings", "Reduce motion"),
             QT_TRANSLATE_NOOP("Settings", "Panes and menus appear at once."))
SNUG_SETTING(show_statistics, "appearance.show_statistics", boolean, "true", 0, 0, 0, "", appearance,
             QT_TRANSLATE_NOOP("Settings", "Show speed under answers"),
             QT_TRANSLATE_NOOP("Settings", "Tokens per second and time to the first token."))

SNUG_SETTING(models_folder, "models.folder", path, "", 0, 4096, 0, "", models,
             QT_TRANSLATE_NOOP("Settings", "Download folder"),
             QT_TRANSLATE_NOOP("Settings", "Partial files live beside the finished ones."))
SNUG_SETTING(extra_folders, "models.extra_folders", text, "", 0, 65536, 0, "", models,
             QT_TRANSLATE_NOOP("Settings", "More model folders"),
             QT_TRANSLATE_NOOP("Settings", "Models in them are listed where they are, never copied or changed."))
SNUG_SETTING(device, "models.device", text, "", 0, 64, 0, "", models, QT_TRANSLATE_NOOP("Settings", "Device"),
             QT_TRANSLATE_NOOP("Settings", "Automatic takes the fastest that the model fits on."))
SNUG_SETTING(threads, "models.threads", integer, "0", 0, 1024, 1, "", models,
             QT_TRANSLATE_NOOP("Settings", "CPU threads"),
             QT_TRANSLATE_NOOP("Settings", "0 takes one for each physical core."))
SNUG_SETTING(context_tokens, "models.context_tokens", integer, "0", 0, 16777216, 1024, "", models,
             QT_TRANSLATE_NOOP("Settings", "Context for new models"),
             QT_TRANSLATE_NOOP("Settings", "In tokens. 0 takes what fits, up to 16,384."))
SNUG_SETTING(kv_type, "models.kv_type", choice, "f16", 0, 0, 0, "f16|q8_0|q4_0", models,
             QT_TRANSLATE_NOOP("Settings", "KV cache"),
             QT_TRANSLATE_NOOP("Settings", "Q8_0 halves its memory at a loss that is hard to measure."))
SNUG_SETTING(reserve_gib, "models.reserve_gib", number, "0", 0, 64, 0.25, "", models,
             QT_TRANSLATE_NOOP("Settings", "Memory left free"),
             QT_TRANSLATE_NOOP("Settings", "In GiB, on each device, for other programs."))

SNUG_SETTING(offline, "privacy.offline", boolean, "false", 0, 0, 0, "", privacy,
             QT_TRANSLATE_NOOP("Settings", "Work offline"),
             QT_TRANSLATE_NOOP("Settings", "Opens no connection at all. Models on disk keep working."))
SNUG_SETTING(hub_endpoint, "privacy.hub_endpoint", text, "https://huggingface.co", 0, 2048, 0, "", privacy,
             QT_TRANSLATE_NOOP("Settings", "Endpoint"),
             QT_TRANSLATE_NOOP("Settings", "Where models are searched and downloaded."))
SNUG_SETTING(ask_before_links, "privacy.ask_before_links", boolean, "true", 0, 0, 0, "", privacy,
             QT_TRANSLATE_NOOP("Settings", "Ask before opening links"),
             QT_TRANSLATE_NOOP("Settings", "Shows the full address first."))

SNUG_SETTING(window_width, "window.width", integer, "1280", 960, 32768, 0, "", window, "", "")
SNUG_SETTING(window_height, "window.height", integer, "800", 640, 32768, 0, "", window, "", "")
SNUG_SETTING(window_maximized, "window.maximized", boolean, "false", 0, 0, 0, "", window, "", "")
SNUG_SETTING(window_place, "window.place", choice, "chat", 0, 0, 0, "chat|models|lab|server|settings", window, "", "")
SNUG_SETTING(window_chat, "window.chat", integer, "0", 0, 9007199254740991, 0, "", window, "", "")
SNUG_SETTING(list_width, "window.list_width", integer, "248", 200, 360, 0, "", window, "", "")
SNUG_SETTING(list_open, "window.list_open", boolean, "true", 0, 0, 0, "", window, "", "")
SNUG_SETTING(inspector_open, "window.inspector_open", boolean, "true", 0, 0, 0, "", window, "", "")
SNUG_SETTING(last_model, "window.last_model", text, "", 0, 4096, 0, "", window, "", "")
SNUG_SETTING(first_run_done, "window.first_run_done", boolean, "false", 0, 0, 0, "", window, "", "")
SNUG_SETTING(shortcuts, "window.shortcuts", text, "", 0, 65536, 0, "", window, "", "")
