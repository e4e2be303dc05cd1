import QtQuick

QtObject {
    property string place: "chat"
    property bool hasModels: true
    property bool hasLab: true
    property bool hasServer: true
    property int runningDownloads: 0
    property bool firstRun: false
    property string version: "0.1.0"
    property real textScale: 1
    property string themeMode: "dark"
    property bool reducedMotion: true
    property bool listOpen: true
    property bool inspectorOpen: true
    property int listWidth: 248
    property int windowWidth: 1280
    property int windowHeight: 800
    property bool windowMaximized: false
    property ChatListModel chats: ChatListModel {}
    property ConversationModel conversation: ConversationModel {}
    property ComposerModel composer: ComposerModel {}
    property InspectorModel inspector: InspectorModel {}
    property ModelStatus modelStatus: ModelStatus {}
    property ModelPickerModel picker: ModelPickerModel {}
    property LoadPanelModel loadPanel: LoadPanelModel {}
    property DeviceListModel devices: DeviceListModel {}
    property ActionRegistry actions: ActionRegistry {}
    property PaletteModel palette: PaletteModel {}
    property SettingsModel settings: SettingsModel {}
    property OnboardingModel onboarding: OnboardingModel {}
    property ToastModel toast: ToastModel {}
    property string crashNote
    property bool showStatistics: true
    property bool openReasoning: false
    property bool askBeforeLinks: true
    signal announce(string text)
    signal folderRequested(string title, url start)
    /// The last verb and what was given to it, for tests
    property string lastCall
    signal called(string verb)
    onCalled: verb => lastCall = verb

    function folderChosen(folder: url) { called("folderChosen"); }
    function copyText(text: string) { called("copyText"); }
    function openLink(url: string) { called("openLink"); }
    function dismissCrashNote() { crashNote = ""; }
    function addFiles(urls: list<url>) { called("addFiles " + urls.join(" ")); }
}
