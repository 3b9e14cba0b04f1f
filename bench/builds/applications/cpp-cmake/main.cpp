#include <iostream>
#include <string>

int main() {
    const std::string name = "cmake";
    std::cout << "Hello from " << name << std::endl;
}
