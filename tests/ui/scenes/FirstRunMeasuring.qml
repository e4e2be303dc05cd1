import QtQuick
import Snug.ViewModels

/// First run before the machine is known.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        firstRun: true
        onboarding: OnboardingModel {
            phase: "measuring"
        }
        devices: DeviceListModel {
            rows: ListModel {
                ListElement { name: "Ryzen 7 7700, 8 cores, AVX-512"; deviceKind: "cpu"; freeBytes: 25877178122; totalBytes: 33500744909; speed: -1 }
            }
        }
    }
}
