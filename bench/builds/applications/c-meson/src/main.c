#include <stdio.h>
#include <zlib.h>

int main(void) {
    const char *text = "from Meson";
    printf("%s %lu\n", text, crc32(0, (const unsigned char *)"abc", 3));
    return 0;
}
