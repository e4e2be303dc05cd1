import QtQuick
import QtQuick.Dialogs
import Snug.ViewModels

/// The dialogs of the desktop for files: what to attach, where a chat is exported to, which model is added.
Item {
    id: dialogs

    required property AppModel app

    FileDialog {
        id: attach
        title: qsTr("Attach files")
        fileMode: FileDialog.OpenFiles
        onAccepted: dialogs.app.composer.attachUrls(selectedFiles)
    }
    FileDialog {
        id: save
        title: qsTr("Export the chat")
        fileMode: FileDialog.SaveFile
        defaultSuffix: "md"
        acceptLabel: qsTr("Export")
        nameFilters: [qsTr("Markdown (*.md)")]
        onAccepted: dialogs.app.chats.saveExport(selectedFile)
    }
    FileDialog {
        id: model
        title: qsTr("Add a model file")
        nameFilters: [qsTr("Models (*.gguf)"), qsTr("All files (*)")]
        onAccepted: dialogs.app.onboarding.fileChosen(selectedFile)
    }
    FolderDialog {
        id: folder
        onAccepted: dialogs.app.folderChosen(selectedFolder)
    }
    Connections {
        target: dialogs.app
        function onFolderRequested(title: string, start: url) {
            folder.title = title;
            folder.currentFolder = start;
            folder.open();
        }
    }
    Connections {
        target: dialogs.app.composer
        function onAttachRequested() {
            attach.open();
        }
    }
    Connections {
        target: dialogs.app.chats
        function onExportRequested(fileName: string) {
            save.currentFile = save.currentFolder + "/" + encodeURIComponent(fileName);
            save.open();
        }
    }
    Connections {
        target: dialogs.app.onboarding
        function onFileRequested() {
            model.open();
        }
    }
}
