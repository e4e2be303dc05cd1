import QtQuick
import Snug.ViewModels

/// An address that a model wrote is asked about before it is opened.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        conversation: Conversations { streaming: false }
    }
    Component.onCompleted: Qt.callLater(scene.frame.askLink, "https://example.org/a/page?with=a&longer=query")
}
