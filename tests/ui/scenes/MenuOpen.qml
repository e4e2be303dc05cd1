import QtQuick
import Snug.ViewModels

/// The menu of a chat.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        inspectorOpen: false
        conversation: Conversations { streaming: false }
    }
    property bool settled: false
    // After the list has its rows.
    Timer {
        running: true
        interval: 50
        onTriggered: {
            scene.frame.openChatMenu();
            scene.settled = true;
        }
    }
}
